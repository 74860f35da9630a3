#![doc = include_str!("../README.md")]
//!
//! # Where to find what
//!
//! | module | contents |
//! | --- | --- |
//! | `recorder` | the [`observer`], which records in the journal what the session does |
//! | `journal` | the last operations and events, in memory |
//! | `operation`, `event` | one entry of the journal |
//! | `group` | entries that are close in time; the timeline shows one group |
//! | `timeline` | the component [`Timeline`] and its buttons |
//! | `waterfall`, `table` | the two views of a group |
//! | `export`, `download` | the journal as a JSON file |
//! | `texts` | the texts that the timeline shows or exports |
//! | `sheet` | the style sheet |

#![warn(missing_docs, unreachable_pub)]

mod controls;
mod download;
mod duration;
mod event;
mod export;
mod group;
mod journal;
mod operation;
mod recorder;
mod shade;
mod sheet;
mod sorted;
mod table;
mod texts;
mod time;
mod timeline;
mod waterfall;

pub use journal::{UnknownRefresh, last_unknown_refresh};
pub use recorder::observer;
pub use timeline::{Timeline, use_timeline};

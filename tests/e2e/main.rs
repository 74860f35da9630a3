//! End to end: the release build in a real browser, served as a static host would, against the companion server.
//! Run by `cargo xtask test`, which builds both release folders first and says where they are.
//!
//! | modules | what they are for |
//! | --- | --- |
//! | `browsers` | server, host and browser, wired; shared with the other tests over WebDriver |
//! | all others | the tests, a file for each part of what the app promises |

#![cfg(not(target_arch = "wasm32"))]

#[path = "../browsers/mod.rs"]
mod browsers;

use browsers::{fixture, page, test_system};

mod accounts;
mod activity;
mod addresses;
mod boards;
mod bodies;
mod check;
mod dialects;
mod ended;
mod expired;
mod faults;
mod frame;
mod menu;
mod network;
mod outage;
mod places;
mod policy;
mod sealed;
mod secrets;
mod start;
mod stopped;
mod storage;
mod tabs;
mod theme;
mod translated;
mod worker;

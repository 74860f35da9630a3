//! Evergreen: a single-page app whose session never goes stale.
//!
//! # The code map
//!
//! | where | what |
//! | --- | --- |
//! | [`config`] | what `index.html` tells the app at start |
//! | `page_table` | for each page its address, its title, who may see it, its link and what shows it |
//! | [`routes`] | the addresses, as the table of pages has them |
//! | [`pages`] | a file a route |
//! | [`components`] | what pages are put together from: guard, navigation, forms, notices |
//! | [`app`] | all of it put together |
//! | `activity` | the session timeline at `/activity`; only with the Cargo feature of that name |
//! | [`style`] | sheets mounted without inline style |
//! | `texts` | every word that the app shows |
//!
//! The session itself is the library [`evergreen_session`], in `crates/session/`.

#![warn(missing_docs)]

pub mod accounts;
#[cfg(feature = "activity")]
pub mod activity;
pub mod app;
pub mod components;
pub mod config;
pub mod contract;
mod page_table;
pub mod pages;
pub mod protocol;
pub mod routes;
pub mod session;
pub mod style;
mod texts;
pub mod user;

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
//! | [`style`] | sheets mounted without inline style |
//!
//! The session itself is the library [`evergreen_session`], in `crates/session/`. The session timeline at `/activity` is the
//! library `evergreen_timeline`, in `crates/timeline/`; page and library are there only with the Cargo feature `activity`.

#![warn(missing_docs)]

pub mod accounts;
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
pub mod texts;
pub mod user;

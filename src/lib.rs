//! Evergreen: a single-page app whose session never goes stale.
//!
//! # The code map
//!
//! | where | what |
//! | --- | --- |
//! | [`contract`] | what an adopter changes: the server's paths, limits, roles |
//! | [`config`] | what `index.html` tells the app at start |
//! | [`api`] | every call to the server, and the refresh that keeps them going |
//! | [`session`] | who is signed in: the record that all tabs share |
//! | [`bus`] | the event bus: what happened to the session, told to whoever listens |
//! | [`routes`] | the addresses, and who may see each |
//! | [`pages`] | a file a route |
//! | [`components`] | what pages are put together from: guard, navigation, forms, notices |
//! | [`app`] | all of it put together |
//! | [`json`] | what comes from outside as JSON, read |
//! | `activity` | the session timeline at `/activity`; only with the Cargo feature of that name |
//! | [`style`] | sheets mounted without inline style |
//! | [`browser`] | what no crate binds of the browser |
//!
//! Two rules hold it together. The record in storage is the truth and the bus a nudge to read it, so that an event
//! missed or heard twice harms nobody. And `api` reaches the outside through one trait, `World`, so that the very same
//! core runs in a browser and in the seeded simulation of `tests/`.

#![warn(missing_docs)]

#[cfg(feature = "activity")]
pub mod activity;
pub mod api;
pub mod app;
pub mod browser;
pub mod bus;
pub mod components;
pub mod config;
pub mod contract;
pub mod json;
pub mod pages;
pub mod routes;
pub mod session;
pub mod style;

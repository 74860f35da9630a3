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
//! | [`style`] | sheets mounted without inline style |
//! | [`browser`] | what no crate binds of the browser |
//!
//! Two rules hold it together. The record in storage is the truth and the bus a nudge to read it, so that an event
//! missed or heard twice harms nobody. And `api` reaches the outside through one trait, `World`, so that the very same
//! core runs in a browser and in the seeded simulation of `tests/`.

#![warn(missing_docs)]

pub mod api;
pub mod browser;
pub mod bus;
pub mod config;
pub mod contract;
pub mod session;
pub mod style;

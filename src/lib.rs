//! Evergreen: a single-page app whose session never goes stale.
//!
//! # Where to find what
//!
//! | module | content |
//! | --- | --- |
//! | [`app`] | the root component |
//! | `page_table` | for each page its address, title, access, link and content |
//! | [`navigation`] | which route is shown, and the navigation to another one |
//! | [`routes`] | the addresses, made from the table of pages |
//! | [`pages`] | one file or folder for each page |
//! | [`parts`] | the parts of the program that are loaded on demand |
//! | [`early_page`] | what `index.html` shows before the program runs |
//! | [`components`] | the parts of pages: guard, navigation, forms, notices |
//! | `texts` | the app's texts for people |
//! | [`style`] | the function for style sheets of components |
//! | [`endpoints`], [`form_limits`], [`role`] | the server's paths, the limits of its forms, its roles |
//! | [`protocol`], [`user`], [`sign_up`] | how the server signs users in and up, and how its responses are read |
//! | [`own_sessions`], [`password_change`] | the optional requests: the user's own sessions, a new password |
//! | [`session`] | the session library's types and hooks for this app |
//! | [`config`] | the settings in `index.html` |
//!
//! The session itself is the library [`evergreen_session`], in `crates/session/`. The session timeline at `/activity`
//! is the library `evergreen_timeline`, in `crates/timeline/`. That page and that library are part of the app only if
//! the Cargo feature `activity` is on.

#![warn(missing_docs)]

pub mod app;
pub mod components;
pub mod config;
pub mod early_page;
pub mod endpoints;
pub mod form_limits;
pub mod navigation;
pub mod own_sessions;
mod page_table;
pub mod pages;
pub mod parts;
pub mod password_change;
pub mod protocol;
pub mod role;
pub mod routes;
pub mod session;
pub mod sign_up;
pub mod style;
#[expect(missing_docs, reason = "a text says by itself what it is")]
pub mod texts;
pub mod user;

// This line lets the app's modules write `evergreen::` in place of `crate::`. The book shows the source of an example
// page. A developer can copy this source to a file in `src/pages/`. In this repository, it is compiled only as a
// documentation test of this crate. Such a test is not a part of this crate, so `crate::` would not name the app's
// modules there. `evergreen::` names them in both places.
extern crate self as evergreen;

/// The chapters of the book that contain Rust, except `server/axum.md`. Their Rust code is compiled as documentation
/// tests. `server/axum.md` includes the file `docs/examples/axum.rs`, which the tests of `crates/xtask` compile.
#[cfg(doctest)]
mod book {
    #[doc = include_str!("../docs/src/app/pages.md")]
    struct Pages;

    #[doc = include_str!("../docs/src/library.md")]
    struct Library;
}

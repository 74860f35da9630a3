//! End-to-end tests of the release build in a real browser. A static host serves the release, and the companion server
//! is the API. `cargo xtask test` runs these tests. This command first builds both release folders, and passes their
//! paths in the environment.
//!
//! | modules | content |
//! | --- | --- |
//! | `browsers` | server, host, browser and page; shared with the other tests over WebDriver |
//! | all others | the tests, one file for each feature |

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
mod demo;
mod dialects;
mod early_page;
mod ended;
mod events;
mod expired;
mod faults;
mod github_pages;
mod hosting;
mod hosts;
mod idle;
mod integrity;
mod layout;
mod menu;
mod microtasks;
mod network;
mod outage;
mod panicked;
mod parts;
mod policy;
mod refresh_now;
mod routing;
mod second_release;
mod secrets;
mod session_ring;
mod sessions;
mod site;
mod start;
mod storage;
mod stream_holder;
mod tabs;
mod theme;
mod translated;
mod worker;

//! What only a real browser shows: the bus over its worker, styles under the document, components on the page.
//!
//! The worker is the app's own program, so build that first, to where the tests' server finds it:
//! `trunk build --public-url /dist/`, then `cargo test -p evergreen --target wasm32-unknown-unknown --test web`.
#![cfg(target_arch = "wasm32")]

mod bus;
mod clock;
mod config;
mod environment;
mod forms;
mod gates;
mod guard;
mod load;
mod locks;
mod navbar;
mod policy;
mod scene;
mod server;
mod stage;
mod store;
mod style;
#[path = "../../crates/session/tests/environment/mod.rs"]
mod suite;
mod translated;
mod watch;
mod wire;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

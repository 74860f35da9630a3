//! Tests in a real browser: the bus with its worker, styles, storage, and components on a page.
//!
//! The worker runs the app's own program. So first build the app into the folder of the test server, with
//! `trunk build --public-url /dist/`. Then run `cargo test -p evergreen --target wasm32-unknown-unknown --test web`.
#![cfg(target_arch = "wasm32")]

mod bus;
mod bus_hook;
mod bus_places;
mod config;
mod early_page;
mod early_request;
mod environment;
mod fake_server;
mod forms;
mod gates;
mod guard;
mod http;
mod idle;
mod locks;
mod navbar;
mod password;
mod policy;
mod request;
mod sessions;
mod storage;
mod storage_sync;
mod style;
#[path = "../../crates/session/tests/environment/mod.rs"]
mod suite;
mod test_app;
mod test_page;
mod time_format;
mod translated;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

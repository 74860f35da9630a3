//! Tests of the example app, `examples/minimal`, in a real browser. The server of the tests is strict: a refresh token
//! can be used only once, and every request except a GET needs a CSRF token and the right content type.
//!
//! The command `cargo xtask test --only minimal` builds the app and runs the tests.
//!
//! | modules | contents |
//! | --- | --- |
//! | `server` | the server of the tests |
//! | `test_system` | the server and the browser of one test, and the checks at the end of the test |
//! | `browsers` | the browser and its driver; other tests that use WebDriver have this module too |
//! | `refresh`, `requests`, `sessions` | the tests |

#![cfg(not(target_arch = "wasm32"))]

#[path = "../browsers/mod.rs"]
mod browsers;

mod refresh;
mod requests;
mod server;
mod sessions;
mod test_system;

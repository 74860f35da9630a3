//! Tests of the example app, `examples/minimal`, in a real browser. Their server is strict: a refresh token can be used
//! only once, and every unsafe request needs a CSRF token and the right content type. `cargo xtask test --only minimal`
//! builds the app and runs the tests.
//!
//! | modules | what they are for |
//! | --- | --- |
//! | `server` | the server |
//! | `test_system` | server and browser for one test, and the checks at its end |
//! | `browsers` | the browser and its driver; shared with the other tests over WebDriver |
//! | all others | the tests |

#![cfg(not(target_arch = "wasm32"))]

#[path = "../browsers/mod.rs"]
mod browsers;

mod refresh;
mod requests;
mod server;
mod sessions;
mod test_system;

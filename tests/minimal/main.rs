//! The example app, `examples/minimal`, in a real browser, against a server that insists on its protocol: one-time refresh
//! tokens, a CSRF token in every unsafe request, the right content types. Run by `cargo xtask test --only minimal`, which builds the app first.
//!
//! | modules | what they are for |
//! | --- | --- |
//! | `server` | the server |
//! | `stage` | server and browser for one test, and what must hold at its end |
//! | `browsers` | the browser and its driver; shared with the other tests over WebDriver |
//! | all others | the tests |

#![cfg(not(target_arch = "wasm32"))]

#[path = "../browsers/mod.rs"]
mod browsers;

mod refresh;
mod requests;
mod server;
mod sessions;
mod stage;

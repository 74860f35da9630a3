//! The app in a real browser, against a server that insists on its protocol: one-time refresh tokens, a CSRF token in every
//! unsafe request, the right content types. Run by `cargo xtask test --only minimal`, which builds the app first.
//!
//! | modules | what they are for |
//! | --- | --- |
//! | `server` | the server |
//! | `stage` | server and browser for one test, and what must hold at its end |
//! | `browsers` | the browser and its driver; shared with the tests of the main app |
//! | all others | the tests |

#![cfg(not(target_arch = "wasm32"))]

#[path = "../../../../tests/browsers"]
#[expect(dead_code, reason = "shared with other tests, which use the rest")]
mod browsers {
    pub mod browser;
    pub mod driver;
    pub mod engine;
    pub mod log;
    pub mod page;
    pub mod wait;
}

mod refresh;
mod requests;
mod server;
mod sessions;
mod stage;

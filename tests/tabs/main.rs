//! Many real tabs over WebDriver, in Chromium, Firefox and WebKitGTK: the release build, served as a static host would,
//! against the companion server. Run by `cargo xtask tabs`, and once by `cargo xtask test`.
//!
//! Each test is there once for each engine, in a module of the engine's name.
//!
//! | modules | what they are for |
//! | --- | --- |
//! | `browsers` | server, host and browser, wired; shared with the end-to-end tests |
//! | `crowd` | tabs that all send a burst at the same moment |
//! | all others | the tests, a file for each kind of trouble |

#![cfg(not(target_arch = "wasm32"))]

#[path = "../browsers/mod.rs"]
mod browsers;

use browsers::{engine, fixture, page, test_system};

/// Makes a test of each function, which takes the engine, for each engine.
macro_rules! in_every_engine {
    ($($test:ident),+ $(,)?) => {
        in_every_engine!(chromium Chromium: $($test),+);
        in_every_engine!(firefox Firefox: $($test),+);
        in_every_engine!(webkit WebKit: $($test),+);
    };
    ($module:ident $engine:ident: $($test:ident),+) => {
        mod $module {
            $(
                #[test]
                fn $test() {
                    super::$test(crate::engine::Engine::$engine);
                }
            )+
        }
    };
}

mod crowd;

mod back;
mod burst;
mod check;
mod clock;
mod cookies;
mod network;
mod refresh;
mod sight;
mod sign_in;
mod sign_out;
mod storage;
mod users;
mod worker;

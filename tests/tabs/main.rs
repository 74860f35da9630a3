//! Tests with many real tabs over WebDriver, in Chromium, Firefox and WebKitGTK. A static host serves the release
//! build, and the companion server is the API. `cargo xtask test` runs these tests once. `cargo xtask tabs --runs N`
//! runs them N times.
//!
//! Each test exists once for each engine, in a module with the engine's name.
//!
//! | modules | content |
//! | --- | --- |
//! | `browsers` | server, host, browser and page; shared with the other tests over WebDriver |
//! | `tab_group` | tabs that all send a burst at the same moment |
//! | all others | the tests, one file for each kind of event |

#![cfg(not(target_arch = "wasm32"))]

#[path = "../browsers/mod.rs"]
mod browsers;

use browsers::{engine, fixture, page, test_system};

/// Makes three tests for each function in the list, one for each engine. Each test passes its engine to the function.
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

mod tab_group;

mod back;
mod check;
mod clock;
mod cookies;
mod demo;
mod events;
mod failed_refresh;
mod idle;
mod layout;
mod network;
mod shared_refresh;
mod sign_in;
mod sign_out;
mod storage;
mod users;
mod worker;

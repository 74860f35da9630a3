//! Shows every page of the app in every state, over WebDriver in Chromium. Each state is checked by axe or
//! photographed. `cargo xtask audit` and `cargo xtask screenshots` run these tests. Both commands build the release,
//! and pass the paths that the tests need in environment variables.
//!
//! | modules | content |
//! | --- | --- |
//! | `browsers` | server, host, browser and page; shared with the other tests over WebDriver |
//! | `states` | the list of all states |
//! | `state`, `view`, `tour` | one state, the ways to show it, and the loop over all states and views |
//! | `axe`, `camera` | what is done in each state: accessibility checks and pictures |

#![cfg(not(target_arch = "wasm32"))]

#[path = "../browsers/mod.rs"]
mod browsers;

use browsers::{fixture, page, test_system};

/// Makes one test for each group of states. Each of these tests calls the function `$test` of the parent module, with
/// its group of states.
macro_rules! for_each_group {
    ($test:ident) => {
        for_each_group!(
            $test: home expiry_announced login register boards profile sessions activity timeline
            layout storage_denied without_locks start without_api_base idle end_announced
        );
    };
    ($test:ident: $($group:ident)+) => {
        $(
            #[test]
            fn $group() {
                super::$test(crate::states::$group());
            }
        )+
    };
}

mod axe;
mod camera;
mod state;
mod states;
mod tour;
mod view;

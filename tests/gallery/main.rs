//! Every page of the app in every state, over WebDriver in Chromium: judged by axe, and photographed. Run by
//! `cargo xtask audit` and `cargo xtask screenshots`, which build the release and say where all is.
//!
//! | modules | what they are for |
//! | --- | --- |
//! | `browsers` | server, host and browser, wired; shared with the other tests over WebDriver |
//! | `states` | the one list of what there is to see, a file for each page |
//! | `state`, `view`, `tour` | one entry of it, how it is looked at, and the way through all of them |
//! | `axe`, `camera` | who looks |

#![cfg(not(target_arch = "wasm32"))]

#[path = "../browsers/mod.rs"]
mod browsers;

use browsers::{fixture, page, test_system};

/// Makes a test of a function, which takes a group of states, for each group.
macro_rules! for_each_group {
    ($test:ident) => {
        for_each_group!($test: home announced login register boards profile activity timeline frame denied lockless start unconfigured);
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

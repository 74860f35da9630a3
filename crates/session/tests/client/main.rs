//! The core over real HTTP, in one tab, against the companion server and without a browser. The simulation tests several tabs.
#![cfg(not(target_arch = "wasm32"))]

mod accounts;
mod calls;
mod early_refresh;
mod endings;
mod native;
#[path = "../protocol/mod.rs"]
mod protocol;
mod public;
mod traces;
mod waiting;
mod writes;

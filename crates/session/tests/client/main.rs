//! The core over real HTTP, against the companion server, without a browser.
//! It must not repeat what the simulation proves about tabs.
#![cfg(not(target_arch = "wasm32"))]

mod accounts;
mod calls;
mod endings;
mod foresight;
mod native;
#[path = "../protocol/mod.rs"]
mod protocol;
mod public;
mod traces;
mod waiting;
mod writes;

//! Tests of the library's `Client` in one tab, without a browser. The client sends real HTTP requests to the companion
//! server. The simulation (`tests/simulation`) tests several tabs. Rule numbers in the comments refer to
//! `src/client/rules.md`.
#![cfg(not(target_arch = "wasm32"))]

mod accounts;
mod calls;
mod early_refresh;
mod endings;
mod events;
mod idle;
mod native;
mod offers;
#[path = "../protocol/mod.rs"]
mod protocol;
mod public;
mod traces;
mod waiting;
mod writes;

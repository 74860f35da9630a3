//! Every page of the app in every state, over WebDriver in Chromium: judged by axe, and photographed. Run by
//! `cargo xtask audit` and `cargo xtask screenshots`, which build the release first.

#![cfg(not(target_arch = "wasm32"))]

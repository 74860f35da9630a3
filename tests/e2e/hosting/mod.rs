//! What the tests of the host configurations (`crates/xtask/tests/hosting`) share with the end-to-end tests: a running
//! nginx or Caddy, and the checks of the files that it sends.

#![allow(dead_code, reason = "the tests of the configurations use all of it")]

#[path = "../../../crates/xtask/tests/hosting/absent.rs"]
pub mod absent;
#[path = "../../../crates/xtask/tests/hosting/client.rs"]
pub mod client;
#[path = "../../../crates/xtask/tests/hosting/configuration.rs"]
pub mod configuration;
#[path = "../../../crates/xtask/tests/hosting/file.rs"]
pub mod file;
#[path = "../../../crates/xtask/tests/hosting/findings.rs"]
pub mod findings;
#[path = "../../../crates/xtask/tests/hosting/location.rs"]
pub mod location;
#[path = "../../../crates/xtask/tests/hosting/program.rs"]
pub mod program;
#[path = "../../../crates/xtask/tests/hosting/run.rs"]
pub mod run;

//! Runs tests of the server on PostgreSQL. Most of these tests are the tests of other test programs, which run them on
//! SQLite. When a test here starts a server with a database in memory, `on_tested_database` in `client` gives the
//! server a new PostgreSQL database instead.

#![allow(
    clippy::duplicate_mod,
    reason = "each of the test programs has the module client, and so does its module here"
)]

#[path = "../algorithm.rs"]
mod algorithm;
#[path = "../changed_tables.rs"]
mod changed_tables;
#[path = "../client/mod.rs"]
mod client;
#[path = "../contract.rs"]
mod contract;
#[path = "../cookies.rs"]
mod cookies;
#[path = "../cors.rs"]
mod cors;
#[path = "../events.rs"]
mod events;
#[path = "../faults.rs"]
mod faults;
#[path = "../invalid_requests.rs"]
mod invalid_requests;
#[path = "../limits.rs"]
mod limits;
#[path = "../look_alike_names.rs"]
mod look_alike_names;
#[path = "../offers.rs"]
mod offers;
#[path = "../operations.rs"]
mod operations;
#[path = "../operator.rs"]
mod operator;
mod outage;
#[path = "../own_password.rs"]
mod own_password;
#[path = "../own_sessions.rs"]
mod own_sessions;
#[path = "../refresh.rs"]
mod refresh;
#[path = "../rehash.rs"]
mod rehash;
#[path = "../session_ends.rs"]
mod session_ends;
#[path = "../sign_in_cost.rs"]
mod sign_in_cost;
#[path = "../sign_up.rs"]
mod sign_up;
#[path = "../simultaneous_refreshes.rs"]
mod simultaneous_refreshes;
#[path = "../start.rs"]
mod start;
mod two_instances;
#[path = "../waiting_writes.rs"]
mod waiting_writes;
#[path = "../wire.rs"]
mod wire;

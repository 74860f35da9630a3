//! The tests of the server. Two test programs contain all of them: `sqlite` runs them on SQLite, and `postgres` runs
//! them on PostgreSQL. So a test does not choose its database itself, but takes it from [`crate::client::database`].

mod algorithm;
mod changed_tables;
mod command;
mod connections;
mod contract;
mod cookies;
mod cors;
mod demo;
mod events;
mod faults;
mod invalid_requests;
mod key_file;
mod limits;
mod log;
mod look_alike_names;
mod offers;
mod operations;
mod operator;
mod own_password;
mod own_sessions;
mod refresh;
mod rehash;
mod session_ends;
pub mod shutdown;
mod sign_in_cost;
mod sign_up;
mod simultaneous_refreshes;
mod start;
pub mod two_instances;
mod upgrade;
mod waiting_writes;
mod wire;

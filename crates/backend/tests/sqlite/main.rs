//! Runs the tests of the server on SQLite: in memory, or in a file if the test needs to open the database itself.

#[path = "../client/mod.rs"]
mod client;
#[path = "../process/mod.rs"]
mod process;
#[path = "../server/mod.rs"]
mod server;

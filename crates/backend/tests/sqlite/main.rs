//! Runs the tests of the server on SQLite. The database is in memory. It is in a file if a test needs that, for example
//! because two servers share the database, or because the test itself opens it.

#[path = "../client/mod.rs"]
mod client;
#[path = "../process/mod.rs"]
mod process;
#[path = "../server/mod.rs"]
mod server;

//! Runs the tests of the server on PostgreSQL. The modules `frozen`, `lost_connections` and `outage` test what happens
//! only with PostgreSQL, because it is a program of its own.

#[path = "../client/mod.rs"]
mod client;
mod frozen;
mod lost_connections;
mod outage;
#[path = "../process/mod.rs"]
mod process;
#[path = "../server/mod.rs"]
mod server;

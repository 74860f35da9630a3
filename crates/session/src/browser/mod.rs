//! The browser as the core's environment: HTTP, storage, Web Locks, and the life of a page.

mod abort;
pub mod address;
mod api;
mod bfcache;
mod connection;
mod environment;
pub mod http;
mod policy;
pub mod storage;
pub mod storage_migration;
pub mod storage_sync;
pub mod upkeep;
pub mod web_locks;

pub use api::Api;
pub use environment::Browser;

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
mod storage_sync;
pub mod web_locks;

pub use api::Api;
pub use bfcache::use_restored;
pub use environment::Browser;
pub use storage_sync::use_watch;

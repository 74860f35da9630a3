//! The browser as the core's environment: HTTP, storage, Web Locks, and the events of a page.

mod abort;
pub(crate) mod address;
mod api;
pub(crate) mod background_listeners;
mod bfcache;
mod blocked_requests;
mod connection;
mod curtain;
mod early_request;
mod environment;
mod event_stream;
pub(crate) mod events;
pub(crate) mod http;
mod idle;
pub(crate) mod storage;
mod storage_event;
pub(crate) mod storage_migration;
pub mod storage_sync;
pub(crate) mod web_locks;

pub use api::Api;
pub use environment::Browser;

//! Local storage, through gloo-storage, and only here: the session record under `auth-user`.
//! It must not know what a record means, only that it may be missing, foreign or broken.

use std::cell::RefCell;

use gloo_storage::{LocalStorage, Storage};
use serde_json::Value;

use super::record::Record;

/// The key of the record. It never holds a token.
pub const KEY: &str = "auth-user";

/// The record's place: local storage, or this page's memory where storage is denied or full.
pub struct Store {
    api: String,
    memory: RefCell<Option<Record>>,
}

impl Store {
    /// The store of one API base. Whether storage works is tried out at once.
    pub fn new(api: &str) -> Self {
        let denied = !is_allowed();
        let memory = denied.then(|| Record::signed_out(api));
        Store { api: api.to_owned(), memory: RefCell::new(memory) }
    }

    /// Whether the record lives in this page's memory only.
    pub fn is_volatile(&self) -> bool {
        self.memory.borrow().is_some()
    }

    /// The record. What is missing, unreadable or about another API base counts as signed out.
    pub fn load(&self) -> Record {
        if let Some(record) = self.memory.borrow().as_ref() {
            return record.clone();
        }
        if !is_allowed() {
            return Record::signed_out(&self.api);
        }
        match LocalStorage::get::<Value>(KEY) {
            Ok(json) => Record::from_json(&json, &self.api),
            Err(_) => Record::signed_out(&self.api),
        }
    }

    /// Keeps the record; where storage refuses it, this page remembers it, so that nobody is stuck signed in.
    pub fn save(&self, record: &Record) {
        let kept = is_allowed() && LocalStorage::set(KEY, record.to_stored()).is_ok();
        *self.memory.borrow_mut() = (!kept).then(|| record.clone());
    }
}

/// gloo-storage panics where storage is denied (a sandboxed frame, a strict privacy setting) or broken (a damaged
/// profile), so it is tried first.
fn is_allowed() -> bool {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    storage.is_some_and(|storage| storage.get_item(KEY).is_ok())
}

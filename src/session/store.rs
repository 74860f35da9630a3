//! Local storage, through gloo-storage, and only here: the session record under `auth-user`.
//! It must not know what a record means, only that it may be missing, foreign or broken.

use std::cell::RefCell;

use gloo_storage::{LocalStorage, Storage};

use super::record::Record;
use crate::json::Json;

/// The key of the record. It never holds a token.
pub const KEY: &str = "auth-user";

/// The record's place: local storage, or this page's memory where storage is denied or full.
pub struct Store {
    api: String,
    memory: RefCell<Option<Record>>,
    /// What was read last, and what it said: each call looks several times, and almost always finds the same.
    last: RefCell<Option<(String, Record)>>,
}

impl Store {
    /// The store of one API base. Whether storage works is tried out at once.
    pub fn new(api: &str) -> Self {
        let denied = !is_allowed();
        let memory = denied.then(|| Record::signed_out(api));
        Store { api: api.to_owned(), memory: RefCell::new(memory), last: RefCell::default() }
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
        let Some(text) = read().flatten() else {
            return Record::signed_out(&self.api);
        };
        let mut last = self.last.borrow_mut();
        if let Some((known, record)) = &*last
            && *known == text
        {
            return record.clone();
        }
        let json = Json::parse(&text).unwrap_or(Json::Null);
        let record = Record::from_json(&json, &self.api);
        *last = Some((text, record.clone()));
        record
    }

    /// Keeps the record; where storage refuses it, this page remembers it, so that nobody is stuck signed in.
    pub fn save(&self, record: &Record) {
        let kept = is_allowed() && LocalStorage::set(KEY, record.to_stored()).is_ok();
        *self.memory.borrow_mut() = (!kept).then(|| record.clone());
    }
}

/// What is kept; the outer `None` where storage is denied (a sandboxed frame, a strict privacy setting) or broken (a
/// damaged profile). Without gloo-storage, which panics there.
fn read() -> Option<Option<String>> {
    web_sys::window()?.local_storage().ok()??.get_item(KEY).ok()
}

fn is_allowed() -> bool {
    read().is_some()
}

//! Local storage, through gloo-storage, and only here: the session record, one for each API base.

use std::cell::RefCell;

use gloo_storage::{LocalStorage, Storage};

use super::address::absolute;
use super::storage_migration::{self, EARLIER_KEY};
use crate::protocol::Protocol;
use crate::record::Record;

/// The record's place: local storage, or this page's memory where storage is denied or full.
pub struct Store<P: Protocol> {
    api: String,
    key: String,
    memory: RefCell<Option<Record<P::User>>>,
    /// What was read last, and what it said: each call looks several times, and almost always finds the same.
    last: RefCell<Option<(String, Record<P::User>)>>,
}

impl<P: Protocol> Store<P> {
    /// The store of one API base, however it is written: `/api`, `/api/` and the full address of the same place are one.
    /// Whether storage works is tried out at once, and the record of an earlier version is taken over.
    pub fn new(api: &str) -> Self {
        let api = absolute(api);
        let key = format!("{EARLIER_KEY} {api}");
        let memory = read(&key).is_none().then(|| Record::signed_out(&api));
        let earlier = read(EARLIER_KEY).flatten().unwrap_or_default();
        if let Some(text) = storage_migration::moved(&earlier, &api) {
            // Where both are there, an earlier version of the app wrote its own later. It makes room first, since the
            // storage may be full.
            LocalStorage::delete(EARLIER_KEY);
            if write(&key, &text).is_none() {
                let _ = write(EARLIER_KEY, &earlier);
            }
        }
        Store { api, key, memory: RefCell::new(memory), last: RefCell::default() }
    }

    /// The API base as an absolute address, without a slash at its end.
    pub fn api(&self) -> &str {
        &self.api
    }

    /// The key of the record, which begins with `auth-user`. What is kept under it never holds a token.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether the record lives in this page's memory only.
    pub fn is_volatile(&self) -> bool {
        self.memory.borrow().is_some()
    }

    /// The record. What is missing, unreadable or about another API base counts as signed out.
    pub fn load(&self) -> Record<P::User> {
        if let Some(record) = self.memory.borrow().as_ref() {
            return record.clone();
        }
        let Some(text) = read(&self.key).flatten() else {
            return Record::signed_out(&self.api);
        };
        let mut last = self.last.borrow_mut();
        if let Some((known, record)) = &*last
            && *known == text
        {
            return record.clone();
        }
        let record = Record::read(&text, &self.api, P::stored_user);
        *last = Some((text, record.clone()));
        record
    }

    /// Keeps the record; where storage refuses it, this page remembers it, so that nobody is stuck signed in.
    pub fn save(&self, record: &Record<P::User>) {
        let kept = read(&self.key).is_some() && LocalStorage::set(&self.key, record.to_stored()).is_ok();
        *self.memory.borrow_mut() = (!kept).then(|| record.clone());
    }
}

/// What is kept; the outer `None` where storage is denied (a sandboxed frame, a strict privacy setting) or broken (a
/// damaged profile). Without gloo-storage, which panics there.
fn read(key: &str) -> Option<Option<String>> {
    web_sys::window()?.local_storage().ok()??.get_item(key).ok()
}

fn write(key: &str, text: &str) -> Option<()> {
    web_sys::window()?.local_storage().ok()??.set_item(key, text).ok()
}

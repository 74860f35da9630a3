//! The session record in local storage, through gloo-storage. There is one record for each API base.

use std::cell::RefCell;

use gloo_storage::{LocalStorage, Storage};

use super::address::absolute;
use super::storage_migration::{self, EARLIER_KEY};
use crate::client::LastUse;
use crate::protocol::Protocol;
use crate::record::Record;

/// The beginning of the key of each record. A space and the API base follow.
const KEY: &str = "auth-user";
/// The beginning of the key of the last use of the app. A space and the API base follow. It differs from [`KEY`],
/// because code outside of the library finds the record by the beginning of its key.
const USE_KEY: &str = "last-use";

/// Keeps the record in local storage, or in the memory of this page if storage is denied or full.
pub struct Store<P: Protocol> {
    api: String,
    key: String,
    memory: RefCell<Option<Record<P::User>>>,
    /// The last text that was read, and the record in it. Each call reads the record several times, so the text is
    /// parsed again only if it has changed.
    last: RefCell<Option<(String, Record<P::User>)>>,
}

impl<P: Protocol> Store<P> {
    /// Creates the store for the API base `api`. A path and the full address of one API base lead to the same record.
    /// If an earlier version of the app has left a record of this API base, that record is moved to the key of this
    /// store.
    pub fn new(api: &str) -> Self {
        let api = absolute(api);
        let key = format!("{KEY} {api}");
        let memory = read(&key).is_none().then(|| Record::signed_out(&api));
        let earlier = read(EARLIER_KEY).flatten().unwrap_or_default();
        if let Some(text) = storage_migration::moved(&earlier, &api) {
            // An earlier version of the app has written this record under the earlier key. If a record was moved
            // before, the earlier key was deleted then. So this record was written after that move. It counts as newer
            // than a record under the new key, and replaces it.
            //
            // The earlier key is deleted before the new key is written, because the storage may be too full for both
            // records. If the new key cannot be written, the earlier record is put back.
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

    /// The key of the record, which begins with `auth-user`. The record never holds a token.
    pub fn key(&self) -> &str {
        &self.key
    }

    fn use_key(&self) -> String {
        format!("{USE_KEY} {}", self.api)
    }

    /// Reads when the app was last used, in any tab. `None` if that is not stored.
    pub fn last_use(&self) -> Option<LastUse> {
        LastUse::from_text(&read(&self.use_key())??)
    }

    /// Writes when the app was last used. If storage refuses it, each page knows only its own use.
    pub fn save_last_use(&self, used: &LastUse) {
        let _ = write(&self.use_key(), &used.to_text());
    }

    /// Whether the record is in the memory of this page only.
    pub fn is_volatile(&self) -> bool {
        self.memory.borrow().is_some()
    }

    /// Reads the record. A record that is missing, unreadable, or of another API base counts as signed out.
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

    /// Writes the record. If storage refuses the record, this page keeps the record in memory, and
    /// [`load`](Self::load) returns it from there. So a sign-out takes effect on this page, even if storage still
    /// contains the record of the signed-in user.
    pub fn save(&self, record: &Record<P::User>) {
        let kept = read(&self.key).is_some() && LocalStorage::set(&self.key, record.to_stored()).is_ok();
        *self.memory.borrow_mut() = (!kept).then(|| record.clone());
    }
}

/// Reads the value of a key. The inner `None` means that the key has no value. The outer `None` means that the storage
/// cannot be read. For example, a privacy setting or a sandboxed frame denies the storage, or the browser's profile is
/// damaged. gloo-storage would panic if the storage cannot be read, so this function uses web-sys instead.
fn read(key: &str) -> Option<Option<String>> {
    web_sys::window()?.local_storage().ok()??.get_item(key).ok()
}

fn write(key: &str, text: &str) -> Option<()> {
    web_sys::window()?.local_storage().ok()??.set_item(key, text).ok()
}

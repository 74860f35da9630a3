//! Which `storage` events of the browser are about the record.

use wasm_bindgen::JsCast;
use web_sys::StorageEvent;

/// Whether another tab wrote or deleted the record with this `key`, or cleared the storage. If the storage was cleared,
/// the event has no key.
pub(crate) fn is_record(event: &web_sys::Event, key: &str) -> bool {
    let written = event.dyn_ref::<StorageEvent>().and_then(StorageEvent::key);
    written.is_none_or(|written| written == key)
}

//! Insertion in the order of time.

use crate::time::Micros;

/// Inserts `item` behind all items that are not later. The standard sort would add some KB to the wasm, and the items arrive
/// nearly in order.
pub(crate) fn insert<T>(items: &mut Vec<T>, item: T, time: impl Fn(&T) -> Micros) {
    let place = items.partition_point(|other| time(other) <= time(&item));
    items.insert(place, item);
}

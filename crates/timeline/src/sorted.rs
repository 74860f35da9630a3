//! Inserts items in the order of time.

use crate::time::Micros;

/// Inserts `item` into a list that is in the order of time. `item` comes after the items with the same time. The
/// standard sort is not used, because it would add some KB to the wasm, and because the items are nearly in order
/// already.
pub(crate) fn insert<T>(items: &mut Vec<T>, item: T, time: impl Fn(&T) -> Micros) {
    let place = items.partition_point(|other| time(other) <= time(&item));
    items.insert(place, item);
}

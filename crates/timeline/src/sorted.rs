//! Inserts items in the order of time.

use crate::time::Micros;

/// Inserts `item` into a list that is in the order of time. `item` comes after the items with the same time. The
/// standard sort is not used, because it would add some KB to the wasm. It is fast enough to insert the items one by
/// one, because the journal keeps only a few hundred of them.
pub(crate) fn insert<T>(items: &mut Vec<T>, item: T, time: impl Fn(&T) -> Micros) {
    let place = items.partition_point(|other| time(other) <= time(&item));
    items.insert(place, item);
}

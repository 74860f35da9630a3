//! The hook by which components read the session record. It reads the record on mount, and again after each event.

use std::rc::Rc;

use yew::{hook, use_callback, use_effect_with, use_state_eq};

use super::use_api::{use_api, use_bus_events};
use crate::event::Event;
use crate::protocol::Protocol;
use crate::record::Record;

/// The session record: who is signed in. The component renders again when the record changes.
///
/// # Panics
/// Outside of a [`SessionProvider`](crate::SessionProvider), which is a mistake in the program.
#[hook]
pub fn use_session<P: Protocol>() -> Rc<Record<P::User>> {
    let api = use_api::<P>();
    let record = use_state_eq(|| Rc::new(api.record()));
    // The callback stores the setter of the state. A stored handle would keep in memory every record that it has read.
    let read = use_callback((api, record.setter()), |(), (api, record)| record.set(Rc::new(api.record())));
    let heard = read.reform(|_event: Event| ());
    use_bus_events::<P>(heard);
    // Reads again after the subscription, so that no change between the first render and the subscription is missed.
    use_effect_with(read, |read| read.emit(()));
    (*record).clone()
}

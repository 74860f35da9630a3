//! The hook by which components read the session record. It reads the record when the component is mounted, and again
//! after each event.

use std::rc::Rc;

use yew::{hook, use_callback, use_effect_with, use_state_eq};

use super::use_api::{use_api, use_bus_events};
use crate::event::Event;
use crate::protocol::Protocol;
use crate::record::Record;

/// Returns the session record, which says who is signed in. The component renders again when the record changes.
///
/// # Panics
/// Panics outside of a [`SessionProvider`](crate::SessionProvider). Such a use is a mistake in the program.
#[hook]
pub fn use_session<P: Protocol>() -> Rc<Record<P::User>> {
    let api = use_api::<P>();
    let record = use_state_eq(|| Rc::new(api.record()));
    // The callback stores the setter of the state, and not the handle of the state. A handle would keep in memory every
    // record that was read through it.
    let read = use_callback((api, record.setter()), |(), (api, record)| record.set(Rc::new(api.record())));
    let heard = read.reform(|_event: Event| ());
    use_bus_events::<P>(heard);
    // This effect reads the record again after the subscription. So no change between the first render and the
    // subscription is missed.
    use_effect_with(read, |read| read.emit(()));
    (*record).clone()
}

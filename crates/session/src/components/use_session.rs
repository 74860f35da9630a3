//! The record for components: read on mount, and again whenever the bus says that it may have changed.
//! It must not know which components read it, nor how one learns of another.

use std::rc::Rc;

use yew::{hook, use_callback, use_effect_with, use_state_eq};

use super::use_api::{use_api, use_bus_events};
use crate::event::Event;
use crate::protocol::Protocol;
use crate::record::Record;

/// Who is signed in. The component hears of changes by itself and renders again only if the record is another.
#[hook]
pub fn use_session<P: Protocol>() -> Rc<Record<P::User>> {
    let api = use_api::<P>();
    let record = use_state_eq(|| Rc::new(api.record()));
    // The setter, not the handle: a handle that lives on keeps every record it has ever seen.
    let read = use_callback((api, record.setter()), |(), (api, record)| record.set(Rc::new(api.record())));
    let heard = read.reform(|_event: Event| ());
    use_bus_events::<P>(heard);
    // After the subscription, so that nothing is missed between the first render and it.
    use_effect_with(read, |read| read.emit(()));
    (*record).clone()
}

//! Tests of `storage_sync`. It publishes an event on the bus in four cases: another tab has written the record, another
//! tab has cleared the storage, the page becomes visible, or the page comes back from the back/forward cache. In each
//! case, the record may have changed.

use evergreen::protocol::Tutorial;
use std::cell::RefCell;
use std::rc::Rc;

use evergreen::session::Api;
use evergreen_session::testing::Store;
use evergreen_session::testing::storage_sync;
use evergreen_session::{Browser, Bus, Event};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{PageTransitionEvent, PageTransitionEventInit, StorageEvent, StorageEventInit};

use crate::test_app::UNREACHABLE_API;
use crate::test_page::{document, pause};

fn written(key: Option<&str>) -> StorageEvent {
    let init = StorageEventInit::new();
    init.set_key(key);
    StorageEvent::new_with_event_init_dict("storage", &init).expect("an event")
}

fn shown(persisted: bool) -> PageTransitionEvent {
    let init = PageTransitionEventInit::new();
    init.set_persisted(persisted);
    PageTransitionEvent::new_with_event_init_dict("pageshow", &init).expect("an event")
}

#[wasm_bindgen_test]
async fn events_that_may_change_the_record_are_published() {
    let bus = Bus::in_page();
    let events = Rc::new(RefCell::new(0));
    let count = events.clone();
    let _subscription = bus.subscribe(move |event| {
        assert_eq!(event, Event::Changed);
        *count.borrow_mut() += 1;
    });
    let api = Api::new(Browser::new(UNREACHABLE_API, bus));
    let listener = storage_sync::listen(&api);

    let window = web_sys::window().expect("a page");
    let visible = web_sys::Event::new("visibilitychange").expect("an event");
    for (target, event, expected) in [
        (window.as_ref(), &*written(Some(Store::<Tutorial>::new(UNREACHABLE_API).key())), 1),
        (window.as_ref(), &*written(Some(Store::<Tutorial>::new("/another/api").key())), 1),
        (window.as_ref(), &*written(Some("theme")), 1),
        (window.as_ref(), &*written(None), 2),
        (document().as_ref(), &visible, 3),
        (window.as_ref(), &*shown(true), 4),
        (window.as_ref(), &*shown(false), 4),
    ] {
        let target: &web_sys::EventTarget = target;
        target.dispatch_event(event).expect("dispatched");
        pause(20).await;
        assert_eq!(*events.borrow(), expected, "{}", event.type_());
    }

    drop(listener);
    window.dispatch_event(&written(None)).expect("dispatched");
    pause(20).await;
    assert_eq!(*events.borrow(), 4, "no events after the listener is dropped");
}

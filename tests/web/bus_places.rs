//! Tests how the bus reuses the places of its listeners. Each listener has an entry in a list of the bus, which is
//! called its place. A place has its own connection to the worker, which is called a bridge. When a listener is dropped,
//! its place becomes free. A new listener then takes the free place and uses its open bridge. There is one exception: if
//! a listener that subscribed later still exists, the free place is removed, and the new listener gets a new place.

use std::cell::RefCell;
use std::rc::Rc;

use evergreen_session::{Bus, Delivery, Event};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::bus::{IMMEDIATE_MS, listen};
use crate::test_page::{pause, script, until};

/// Returns the address of the script of a fake worker that counts how often a bridge is opened or closed. When an event
/// is published, the worker sends the event whose number is this count to all bridges, in place of an echo. 4 stands
/// for all larger counts.
fn counting_worker() -> String {
    script(
        "const [CONNECTED, LOADED, OUTPUT, READY, INPUT] = [0, 0, 1, 0, 1];
        const bridges = [];
        let changes = 0;
        onmessage = ({ data: [kind, id, number] }) => {
            if (kind !== INPUT) changes += 1;
            if (kind === CONNECTED) { bridges.push(id); postMessage(Uint8Array.of(OUTPUT, id, READY)); }
            const event = Math.min(changes, 4);
            if (kind === INPUT) bridges.forEach((id) => postMessage(Uint8Array.of(OUTPUT, id, 1, number, event)));
        };
        postMessage(Uint8Array.of(LOADED));",
    )
}

#[wasm_bindgen_test]
async fn a_listener_takes_the_bridge_of_a_dropped_listener() {
    // On a busy machine, the worker may be so slow that the page delivers the event. In this case, another round has to
    // show what the worker counts.
    for _ in 0..5 {
        let bus = Bus::spawn(&counting_worker());
        for _ in 0..3 {
            let (_, dropped) = listen(&bus);
            drop(dropped);
        }
        let (events, _subscription) = listen(&bus);
        assert!(until(|| bus.delivery() == Delivery::Worker).await);
        bus.publish(Event::Connection);
        assert!(until(|| !events.borrow().is_empty()).await);
        if *events.borrow() != [Event::Connection] {
            // This event has the number 2: the bus has opened its own bridge, and one for all listeners.
            assert_eq!(*events.borrow(), [Event::SignedOut]);
            return;
        }
    }
    panic!("the worker never delivered the event");
}

#[wasm_bindgen_test]
async fn an_echo_does_not_reach_a_listener_that_took_the_bridge_later() {
    // On a busy machine, the worker may be so slow that the page delivers the event, to all its listeners. In this
    // case, another round has to show who gets the echo.
    for _ in 0..5 {
        let bus = Bus::spawn(&counting_worker());
        let (_, dropped) = listen(&bus);
        assert!(until(|| bus.delivery() == Delivery::Worker).await);
        bus.publish(Event::Connection);
        drop(dropped);
        let (events, _subscription) = listen(&bus);
        pause(IMMEDIATE_MS).await;
        if events.borrow().is_empty() {
            bus.publish(Event::Connection);
            assert!(until(|| !events.borrow().is_empty()).await, "the listener gets later events");
            return;
        }
    }
    panic!("the later listener got an event that was published before");
}

#[wasm_bindgen_test]
async fn listeners_are_called_in_the_order_of_their_subscriptions() {
    let bus = Bus::spawn(&counting_worker());
    let calls = Rc::new(RefCell::new(Vec::new()));
    let subscribe = |name: &'static str| {
        let calls = calls.clone();
        bus.subscribe(move |_| calls.borrow_mut().push(name))
    };
    let (first, _second) = (subscribe("first"), subscribe("second"));
    assert!(until(|| bus.delivery() == Delivery::Worker).await);
    // The third listener must not take the bridge of the first one, because the worker uses that bridge first.
    drop(first);
    let _third = subscribe("third");
    bus.publish(Event::Changed);
    assert!(until(|| calls.borrow().len() >= 2).await);
    assert_eq!(*calls.borrow(), ["second", "third"]);
}

//! Tests the bus, which delivers events to the listeners of a page. Some tests use the real worker of the bus, and some
//! have no worker. In the others, the worker is silent, sends invalid messages, or starts or responds late.

use std::cell::RefCell;
use std::rc::Rc;

use evergreen_session::{Bus, Delivery, Event, Subscription};
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::test_page::{document, origin, pause, script, until, worker};

pub type Received = Rc<RefCell<Vec<Event>>>;

/// Subscribes to a bus, and collects its events.
pub fn listen(bus: &Bus) -> (Received, Subscription) {
    let events = Received::default();
    let received = events.clone();
    let subscription = bus.subscribe(move |event| received.borrow_mut().push(event));
    (events, subscription)
}

/// Returns how many events the page has delivered itself because the worker was missing or did not respond. The number
/// includes all buses of the page.
fn fallbacks() -> u32 {
    let count = document().document_element().and_then(|root| root.get_attribute("data-bus-fallbacks"));
    count.and_then(|count| count.parse().ok()).unwrap_or(0)
}

/// Returns whether the worker of the bus starts. Waits twice as long as [`until`], because the worker waits for a
/// second before it compiles the program, which is large in a development build.
async fn starts(bus: &Bus) -> bool {
    let started = || bus.delivery() == Delivery::Worker;
    until(started).await || until(started).await
}

/// Returns a bus whose worker has started.
pub async fn bus_with_worker() -> Bus {
    let bus = Bus::spawn(&worker().await);
    assert!(starts(&bus).await, "the worker must start");
    bus
}

#[wasm_bindgen_test]
async fn every_listener_receives_each_event_once() {
    // On a busy machine the worker may be so slow that the page delivers the events. In this case, another round has to
    // show that the worker delivers them.
    for _ in 0..5 {
        let bus = bus_with_worker().await;
        let (navbar, _a) = listen(&bus);
        let (guard, _b) = listen(&bus);
        bus.publish(Event::SignedIn);
        bus.publish(Event::Ended);
        assert!(navbar.borrow().is_empty(), "no listener may run inside of publish");
        assert!(until(|| guard.borrow().len() >= 2).await);
        // The worker sends each event back to the page (an echo). If the echo is late, the page has already delivered
        // the event itself, and must ignore the echo. The pause has two purposes. First, a late echo can arrive during
        // the pause. If the page does not ignore it, the test finds the event twice. Second, the page treats the worker
        // as dead if an echo is missing for two seconds. The pause is longer than that. So after the pause, `delivery`
        // shows whether the worker is alive.
        pause(2_300).await;
        assert_eq!(*navbar.borrow(), [Event::SignedIn, Event::Ended]);
        assert_eq!(*guard.borrow(), [Event::SignedIn, Event::Ended]);
        if bus.delivery() == Delivery::Worker {
            return;
        }
    }
    panic!("the worker never delivered both events");
}

#[wasm_bindgen_test]
async fn an_event_published_before_the_worker_runs_is_delivered() {
    let bus = Bus::spawn(&worker().await);
    let (events, _subscription) = listen(&bus);
    bus.publish(Event::Renewed);
    assert!(until(|| !events.borrow().is_empty()).await);
    assert_eq!(*events.borrow(), [Event::Renewed]);
    assert_ne!(bus.delivery(), Delivery::Page, "the worker is only starting");
}

#[wasm_bindgen_test]
async fn a_listener_may_subscribe_and_unsubscribe_during_an_event() {
    let bus = bus_with_worker().await;
    let own: Rc<RefCell<Option<Subscription>>> = Rc::default();
    let late: Rc<RefCell<Vec<(Received, Subscription)>>> = Rc::default();
    let calls = Received::default();
    let subscription = {
        let (bus, own, late, calls) = (bus.clone(), own.clone(), late.clone(), calls.clone());
        bus.clone().subscribe(move |event| {
            calls.borrow_mut().push(event);
            late.borrow_mut().push(listen(&bus));
            let left = own.borrow_mut().take();
            drop(left);
        })
    };
    *own.borrow_mut() = Some(subscription);
    bus.publish(Event::Changed);
    assert!(until(|| !late.borrow().is_empty()).await);
    bus.publish(Event::Ended);
    assert!(
        until(|| late.borrow()[0].0.borrow().last() == Some(&Event::Ended)).await,
        "the new listener gets the event"
    );
    assert_eq!(*calls.borrow(), [Event::Changed], "the listener that unsubscribed does not");
}

#[wasm_bindgen_test]
async fn the_page_delivers_events_for_a_missing_worker() {
    let bus = Bus::spawn("/dist/no-such-script.js");
    let before = fallbacks();
    let (events, _subscription) = listen(&bus);
    bus.publish(Event::Ended);
    assert!(until(|| !events.borrow().is_empty()).await, "the page must deliver the event");
    assert!(until(|| bus.delivery() == Delivery::Page).await, "the worker must count as missing");
    bus.publish(Event::SignedOut);
    assert!(until(|| events.borrow().len() >= 2).await);
    assert_eq!(*events.borrow(), [Event::Ended, Event::SignedOut]);
    // This test adds two to the count. The count may rise by more, because it also includes the buses of other tests,
    // and these buses may still deliver events.
    assert!(fallbacks() >= before + 2, "both deliveries must be counted");
}

#[wasm_bindgen_test]
async fn the_page_delivers_at_once_for_a_worker_that_the_browser_blocks() {
    for address in ["https://example.org/boot.js", "http://[", "data:text/javascript,0"] {
        let bus = Bus::spawn(address);
        let (events, _subscription) = listen(&bus);
        bus.publish(Event::Ended);
        pause(50).await;
        assert_eq!(*events.borrow(), [Event::Ended], "{address}");
    }
}

/// Returns the address of the script of a fake worker. For each new bridge (a connection to the worker), the worker
/// sends the message that it is ready. For each published event, the worker runs the JavaScript `response`. If
/// `response` is empty, the worker does not react to events.
fn fake_worker(response: &str) -> String {
    script(&format!(
        r#"
        // The encoding of the crate `postcard`: the number of the variant, then its fields.
        const [CONNECTED, LOADED, OUTPUT, READY] = [0, 0, 1, 0];
        onmessage = ({{ data: [kind, id] }}) => {{
            if (kind === CONNECTED) postMessage(Uint8Array.of(OUTPUT, id, READY));
            else {{ {response} }}
        }};
        postMessage(Uint8Array.of(LOADED));
        "#
    ))
}

#[wasm_bindgen_test]
async fn a_worker_that_never_echoes_loses_no_event() {
    let bus = Bus::spawn(&fake_worker(""));
    let (events, _subscription) = listen(&bus);
    assert!(until(|| bus.delivery() == Delivery::Worker).await);
    bus.publish(Event::SignedIn);
    bus.publish(Event::Ended);
    assert!(until(|| events.borrow().len() >= 2).await);
    assert_eq!(*events.borrow(), [Event::SignedIn, Event::Ended], "in the order of publication");
    assert!(until(|| bus.delivery() == Delivery::Page).await, "the page must give up on the worker");
    assert_eq!(events.borrow().len(), 2, "no event may be delivered twice");
}

#[wasm_bindgen_test]
async fn a_worker_that_sends_invalid_messages_loses_no_event() {
    let window = web_sys::window().expect("a page");
    let errors = Rc::new(RefCell::new(0));
    let count = errors.clone();
    let _watch = EventListener::new_with_options(
        &window,
        "error",
        EventListenerOptions::enable_prevent_default(),
        move |event| {
            // The test expects these errors. They must not make the test fail.
            event.prevent_default();
            event.stop_immediate_propagation();
            *count.borrow_mut() += 1;
        },
    );
    let invalid = r#"
        const messages = ["text", {}, null, 7, Uint8Array.of(), Uint8Array.of(1, 0), Uint8Array.of(1, 0, 1, 5, 99)];
        for (const message of messages) postMessage(message);
    "#;
    let bus = Bus::spawn(&fake_worker(invalid));
    let (events, _subscription) = listen(&bus);
    assert!(until(|| bus.delivery() == Delivery::Worker).await);
    bus.publish(Event::Ended);
    assert!(until(|| !events.borrow().is_empty()).await);
    bus.publish(Event::SignedOut);
    assert!(until(|| events.borrow().len() >= 2).await);
    assert_eq!(*events.borrow(), [Event::Ended, Event::SignedOut], "the bus must still deliver events");
    assert!(until(|| *errors.borrow() >= 14).await);
    assert_eq!(*errors.borrow(), 14, "each invalid message must be rejected and reported");
}

#[wasm_bindgen_test]
async fn a_worker_that_starts_late_is_used_again() {
    let late = format!("setTimeout(() => import('{}{}'), 3000);", origin(), worker().await);
    let bus = Bus::spawn(&script(&late));
    let (events, _subscription) = listen(&bus);
    assert!(until(|| bus.delivery() == Delivery::Page).await, "the page gives up after two seconds");
    assert!(starts(&bus).await, "the worker starts after four seconds");
    bus.publish(Event::Ended);
    assert!(until(|| events.borrow().last() == Some(&Event::Ended)).await);
    assert_eq!(bus.delivery(), Delivery::Worker);
}

/// A reaction within this time, in ms, seems immediate to people.
pub const IMMEDIATE_MS: u32 = 100;

#[wasm_bindgen_test]
async fn events_arrive_at_once_in_every_state_of_the_worker() {
    let late = script(&format!("setTimeout(() => import('{}{}'), 3000);", origin(), worker().await));
    for (address, state) in [("/dist/none.js", "missing"), (&late, "starting"), (&fake_worker(""), "silent")] {
        let bus = Bus::spawn(address);
        let (events, _subscription) = listen(&bus);
        for times in 1..=3 {
            bus.publish(Event::SignedOut);
            // If the worker does not respond, the bus delivers the event after a short wait. This wait is shorter than
            // the pause here. Timers run in the order of their times, even on a busy machine. So the bus has delivered
            // the event when the pause ends.
            pause(IMMEDIATE_MS).await;
            assert_eq!(events.borrow().len(), times, "the worker is {state}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_late_echo_of_a_delivered_event_is_ignored() {
    // A published event is encoded as four numbers: kind, bridge, sequence number, event.
    let late = "const [, , number, event] = Array.from(arguments[0].data);
        bridges.forEach((id) => setTimeout(() => postMessage(Uint8Array.of(OUTPUT, id, 1, number, event)), 300));";
    let worker = script(&format!(
        "const [CONNECTED, LOADED, OUTPUT, READY] = [0, 0, 1, 0];
        const bridges = [];
        onmessage = function ({{ data: [kind, id] }}) {{
            if (kind === CONNECTED) {{ bridges.push(id); postMessage(Uint8Array.of(OUTPUT, id, READY)); }}
            else {{ {late} }}
        }};
        postMessage(Uint8Array.of(LOADED));"
    ));
    let bus = Bus::spawn(&worker);
    let (events, _subscription) = listen(&bus);
    assert!(until(|| bus.delivery() == Delivery::Worker).await);
    bus.publish(Event::Renewed);
    bus.publish(Event::Ended);
    pause(IMMEDIATE_MS).await;
    assert_eq!(*events.borrow(), [Event::Renewed, Event::Ended]);
    // By now, the page has delivered both events itself. The worker sends its echoes after 300 ms, so the echoes arrive
    // during this pause. The page must not deliver the events again. The pause is longer than two seconds, because the
    // page marks a worker as dead if its echo is missing for two seconds. This worker must still count as alive.
    pause(2_300).await;
    assert_eq!(*events.borrow(), [Event::Renewed, Event::Ended]);
    assert_eq!(bus.delivery(), Delivery::Worker);
}

#[wasm_bindgen_test]
async fn a_dropped_subscription_receives_nothing() {
    for bus in [Bus::in_page(), bus_with_worker().await] {
        let (events, subscription) = listen(&bus);
        let (other, _subscription) = listen(&bus);
        bus.publish(Event::Changed);
        drop(subscription);
        assert!(until(|| !other.borrow().is_empty()).await);
        assert!(events.borrow().is_empty());
    }
}

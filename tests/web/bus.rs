//! The bus: over its real worker, without it, and with one that is mute, talks nonsense or wakes late.

use evergreen::protocol::Tutorial;
use std::cell::RefCell;
use std::rc::Rc;

use evergreen::session::{use_api, use_bus_events};
use evergreen_session::{Bus, Event, SessionProvider, Subscription};
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;
use yew::{Callback, Html, Properties, component, html, use_mut_ref, use_state};

use crate::scene::NOWHERE;
use crate::stage::{Mounted, document, mount, origin, pause, script, until, worker};

type Heard = Rc<RefCell<Vec<Event>>>;

fn listen(bus: &Bus) -> (Heard, Subscription) {
    let heard = Heard::default();
    let ears = heard.clone();
    let subscription = bus.subscribe(move |event| ears.borrow_mut().push(event));
    (heard, subscription)
}

fn way() -> Option<String> {
    document().document_element().and_then(|root| root.get_attribute("data-bus"))
}

fn fallbacks() -> u32 {
    let count = document().document_element().and_then(|root| root.get_attribute("data-bus-fallbacks"));
    count.and_then(|count| count.parse().ok()).unwrap_or(0)
}

fn forget_way() {
    document().document_element().expect("a root").remove_attribute("data-bus").expect("removed");
}

/// A bus whose worker has spoken.
async fn living() -> Bus {
    forget_way();
    let bus = Bus::spawn(&worker().await);
    assert!(until(|| way().as_deref() == Some("worker")).await, "no word from the worker");
    bus
}

#[wasm_bindgen_test]
async fn everyone_hears_the_worker_once() {
    let bus = living().await;
    let before = fallbacks();
    let (navbar, _a) = listen(&bus);
    let (guard, _b) = listen(&bus);
    bus.publish(Event::SignedIn);
    bus.publish(Event::Ended);
    assert!(navbar.borrow().is_empty(), "no listener runs within the publisher");
    assert!(until(|| guard.borrow().len() >= 2).await);
    // Longer than the page's patience: nothing may be delivered again.
    pause(2_300).await;
    assert_eq!(*navbar.borrow(), [Event::SignedIn, Event::Ended]);
    assert_eq!(*guard.borrow(), [Event::SignedIn, Event::Ended]);
    assert_eq!((way().as_deref(), fallbacks()), (Some("worker"), before));
}

#[wasm_bindgen_test]
async fn what_is_published_before_the_worker_runs_is_heard() {
    let bus = Bus::spawn(&worker().await);
    let before = fallbacks();
    let (heard, _kept) = listen(&bus);
    bus.publish(Event::Renewed);
    assert!(until(|| !heard.borrow().is_empty()).await);
    assert_eq!((heard.borrow().as_slice(), fallbacks()), ([Event::Renewed].as_slice(), before));
}

#[wasm_bindgen_test]
async fn a_listener_may_subscribe_and_leave_while_it_hears() {
    let bus = living().await;
    let own: Rc<RefCell<Option<Subscription>>> = Rc::default();
    let late: Rc<RefCell<Vec<(Heard, Subscription)>>> = Rc::default();
    let calls = Heard::default();
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
    assert!(until(|| late.borrow()[0].0.borrow().last() == Some(&Event::Ended)).await, "the new one hears");
    assert_eq!(*calls.borrow(), [Event::Changed], "the one that left does not");
}

#[wasm_bindgen_test]
async fn a_missing_worker_is_stood_in_for() {
    let bus = Bus::spawn("/dist/no-such-script.js");
    let before = fallbacks();
    let (heard, _kept) = listen(&bus);
    bus.publish(Event::Ended);
    assert!(until(|| !heard.borrow().is_empty()).await, "delivered by the page");
    assert!(until(|| fallbacks() == before + 1).await, "and counted, once the worker is given up");
    bus.publish(Event::SignedOut);
    assert!(until(|| heard.borrow().len() >= 2).await);
    assert_eq!(*heard.borrow(), [Event::Ended, Event::SignedOut]);
    assert_eq!((way().as_deref(), fallbacks()), (Some("page"), before + 2));
}

#[wasm_bindgen_test]
async fn a_worker_that_the_browser_refuses_is_stood_in_for_at_once() {
    for address in ["https://example.org/boot.js", "http://[", "data:text/javascript,0"] {
        let bus = Bus::spawn(address);
        let (heard, _kept) = listen(&bus);
        bus.publish(Event::Ended);
        pause(50).await;
        assert_eq!(*heard.borrow(), [Event::Ended], "{address}");
    }
}

/// A worker that says to each bridge that it is ready, and swallows what is published, or answers it with `answer`.
fn impostor(answer: &str) -> String {
    script(&format!(
        r#"
        // As postcard writes them: the number of the variant, then its fields.
        const [CONNECTED, LOADED, OUTPUT, READY] = [0, 0, 1, 0];
        onmessage = ({{ data: [kind, id] }}) => {{
            if (kind === CONNECTED) postMessage(Uint8Array.of(OUTPUT, id, READY));
            else {{ {answer} }}
        }};
        postMessage(Uint8Array.of(LOADED));
        "#
    ))
}

#[wasm_bindgen_test]
async fn a_worker_that_never_echoes_loses_nothing() {
    forget_way();
    let bus = Bus::spawn(&impostor(""));
    let (heard, _kept) = listen(&bus);
    assert!(until(|| way().as_deref() == Some("worker")).await);
    bus.publish(Event::SignedIn);
    bus.publish(Event::Ended);
    assert!(until(|| heard.borrow().len() >= 2).await);
    assert_eq!(*heard.borrow(), [Event::SignedIn, Event::Ended], "in the order of their publication");
    assert!(until(|| way().as_deref() == Some("page")).await, "it is given up");
    assert_eq!(heard.borrow().len(), 2, "and nothing is delivered twice");
}

#[wasm_bindgen_test]
async fn a_worker_that_talks_nonsense_loses_nothing() {
    let window = web_sys::window().expect("a page");
    let errors = Rc::new(RefCell::new(0));
    let count = errors.clone();
    let _watch = EventListener::new_with_options(
        &window,
        "error",
        EventListenerOptions::enable_prevent_default(),
        move |event| {
            // Seen here, it need not fail the test.
            event.prevent_default();
            event.stop_immediate_propagation();
            *count.borrow_mut() += 1;
        },
    );
    forget_way();
    let nonsense = r#"
        const words = ["nonsense", {}, null, 7, Uint8Array.of(), Uint8Array.of(1, 0), Uint8Array.of(1, 0, 1, 5, 99)];
        for (const word of words) postMessage(word);
    "#;
    let bus = Bus::spawn(&impostor(nonsense));
    let (heard, _kept) = listen(&bus);
    assert!(until(|| way().as_deref() == Some("worker")).await);
    bus.publish(Event::Ended);
    assert!(until(|| !heard.borrow().is_empty()).await);
    bus.publish(Event::SignedOut);
    assert!(until(|| heard.borrow().len() >= 2).await);
    assert_eq!(*heard.borrow(), [Event::Ended, Event::SignedOut], "the bus goes on");
    assert!(until(|| *errors.borrow() >= 14).await);
    assert_eq!(*errors.borrow(), 14, "each was refused, and reported");
}

#[wasm_bindgen_test]
async fn a_worker_that_wakes_late_is_trusted_again() {
    forget_way();
    let late = format!("setTimeout(() => import('{}{}'), 3000);", origin(), worker().await);
    let bus = Bus::spawn(&script(&late));
    let (heard, _kept) = listen(&bus);
    assert!(until(|| way().as_deref() == Some("page")).await, "given up after two seconds");
    assert!(until(|| way().as_deref() == Some("worker")).await, "and heard after three");
    let before = fallbacks();
    bus.publish(Event::Ended);
    assert!(until(|| heard.borrow().last() == Some(&Event::Ended)).await);
    assert_eq!(fallbacks(), before);
}

/// A reaction within this, in ms, is immediate to people.
const IMMEDIATE: u32 = 100;

#[wasm_bindgen_test]
async fn whatever_the_worker_does_listeners_hear_at_once() {
    let late = script(&format!("setTimeout(() => import('{}{}'), 3000);", origin(), worker().await));
    for (address, state) in [("/dist/none.js", "missing"), (&late, "starting"), (&impostor(""), "mute")] {
        let bus = Bus::spawn(address);
        let (heard, _kept) = listen(&bus);
        for times in 1..=3 {
            bus.publish(Event::SignedOut);
            // However busy the machine is, timers run in the order in which they are due.
            pause(IMMEDIATE).await;
            assert_eq!(heard.borrow().len(), times, "the worker is {state}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_late_echo_of_what_the_page_has_delivered_is_passed_over() {
    forget_way();
    // What is published comes as a kind, the bridge, the number and the event.
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
    let before = fallbacks();
    let (heard, _kept) = listen(&bus);
    assert!(until(|| way().as_deref() == Some("worker")).await);
    bus.publish(Event::Renewed);
    bus.publish(Event::Ended);
    pause(IMMEDIATE).await;
    assert_eq!(*heard.borrow(), [Event::Renewed, Event::Ended]);
    // Longer than a worker has to answer: it has, so it lives, and nothing was delivered twice.
    pause(2_300).await;
    assert_eq!(*heard.borrow(), [Event::Renewed, Event::Ended]);
    assert_eq!((way().as_deref(), fallbacks()), (Some("worker"), before));
}

#[wasm_bindgen_test]
async fn a_dropped_subscription_hears_nothing() {
    for bus in [Bus::in_page(), living().await] {
        let (heard, subscription) = listen(&bus);
        let (other, _kept) = listen(&bus);
        bus.publish(Event::Changed);
        drop(subscription);
        assert!(until(|| !other.borrow().is_empty()).await);
        assert!(heard.borrow().is_empty());
    }
}

#[derive(PartialEq, Properties)]
struct PageProps {
    bus: Bus,
}

#[component]
fn Page(props: &PageProps) -> Html {
    html! {
        <SessionProvider<Tutorial> base={NOWHERE} bus={props.bus.clone()}>
            <Ear />
            <Ear />
        </SessionProvider<Tutorial>>
    }
}

#[component]
fn Ear() -> Html {
    let api = use_api();
    let shown = use_state(String::new);
    let heard = use_mut_ref(String::new);
    let set = shown.setter();
    use_bus_events(Callback::from(move |event: Event| {
        heard.borrow_mut().push_str(&format!("{event:?} "));
        set.set(heard.borrow().clone());
    }));
    let publish = Callback::from(move |_| api.bus().publish(Event::Renewed));
    html! {
        <button onclick={publish}>{ (*shown).clone() }</button>
    }
}

fn texts(page: &Mounted<Page>) -> Option<String> {
    page.place.text_content()
}

#[wasm_bindgen_test]
async fn components_hear_by_themselves_and_leave_when_they_unmount() {
    forget_way();
    let page = mount::<Page>(PageProps { bus: Bus::spawn(&worker().await) });
    assert!(until(|| way().as_deref() == Some("worker")).await);
    let button = page.place.query_selector("button").ok().flatten().expect("a button");
    let button: HtmlElement = button.dyn_into().expect("an element");
    button.click();
    assert!(until(|| texts(&page).as_deref() == Some("Renewed Renewed ")).await, "{:?}", texts(&page));
    // Renders as many times as events come, on one subscription each.
    button.click();
    assert!(until(|| texts(&page).as_deref() == Some("Renewed Renewed Renewed Renewed ")).await, "{:?}", texts(&page));
}

//! The session library's gates: what each state of the record shows, and what is mounted anew.

use evergreen::protocol::Tutorial;
use evergreen::session::State;
use evergreen_session::{Authenticated, Bus, Event, NotAuthenticated, SessionProvider, SignInInPlace};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;
use yew::{Html, Properties, component, html};

use crate::scene::{EXPIRED, NOWHERE, OUT, keep, leaving, user};
use crate::stage::{Mounted, mount, until};

#[derive(PartialEq, Properties)]
struct GatesProps {
    bus: Bus,
}

/// All gates; each child has an id that tells where it is from.
#[component]
fn Gates(props: &GatesProps) -> Html {
    html! {
        <SessionProvider<Tutorial> base={NOWHERE} bus={props.bus.clone()}>
            <Authenticated<Tutorial> fallback={html! { <p id="in-fallback" /> }}><p id="in" /></Authenticated<Tutorial>>
            <Authenticated<Tutorial>><p id="in-alone" /></Authenticated<Tutorial>>
            <NotAuthenticated<Tutorial> fallback={html! { <p id="out-fallback" /> }}>
                <p id="out" />
            </NotAuthenticated<Tutorial>>
            <SignInInPlace<Tutorial> form={html! { <p id="form" /> }}><p id="page" /></SignInInPlace<Tutorial>>
        </SessionProvider<Tutorial>>
    }
}

struct Shown {
    bus: Bus,
    mounted: Mounted<Gates>,
}

fn show(state: State) -> Shown {
    keep(state);
    let bus = Bus::in_page();
    let mounted = mount(GatesProps { bus: bus.clone() });
    Shown { bus, mounted }
}

impl Shown {
    fn becomes(&self, state: State) {
        keep(state);
        self.bus.publish(Event::Changed);
    }

    fn find(&self, id: &str) -> Option<Element> {
        self.mounted.place.query_selector(&format!("#{id}")).expect("a selector")
    }

    /// Waits until exactly these elements are there, in this order.
    async fn has(&self, ids: &[&str]) {
        let found = || -> Vec<String> {
            let all = self.mounted.place.query_selector_all("p").expect("a selector");
            (0..all.length()).filter_map(|n| all.item(n)?.dyn_into::<Element>().ok()).map(|found| found.id()).collect()
        };
        assert!(until(|| found() == ids).await, "{ids:?}, but {:?}", found());
    }

    /// Whether the page of the sign-in gate is hidden and inert.
    fn is_covered(&self) -> bool {
        self.mounted.place.query_selector("[hidden][inert] > #page").expect("a selector").is_some()
    }
}

const NOBODY: [&str; 3] = ["in-fallback", "out", "form"];
const SOMEBODY: [&str; 4] = ["in", "in-alone", "out-fallback", "page"];
const COVERED: [&str; 4] = ["in-fallback", "out", "form", "page"];

#[wasm_bindgen_test]
async fn each_gate_follows_the_record() {
    let gates = show(OUT);
    gates.has(&NOBODY).await;
    gates.becomes(user(1, "amy", &[]));
    gates.has(&SOMEBODY).await;
    assert!(!gates.is_covered());
    for end in [OUT, leaving()] {
        gates.becomes(end);
        gates.has(&NOBODY).await;
        gates.becomes(user(1, "amy", &[]));
        gates.has(&SOMEBODY).await;
    }
}

#[wasm_bindgen_test]
async fn an_expiry_keeps_the_page_for_the_same_user_only() {
    let gates = show(user(1, "amy", &[]));
    gates.has(&SOMEBODY).await;
    let page = gates.find("page");
    gates.becomes(EXPIRED);
    gates.has(&COVERED).await;
    assert!(gates.is_covered());
    gates.becomes(user(1, "amy", &[]));
    gates.has(&SOMEBODY).await;
    assert!(!gates.is_covered());
    assert_eq!(gates.find("page"), page, "the same user finds the page as it was");

    gates.becomes(EXPIRED);
    gates.has(&COVERED).await;
    gates.becomes(user(2, "bob", &[]));
    gates.has(&SOMEBODY).await;
    assert!(gates.find("page").is_some_and(|found| Some(found) != page), "another user gets a fresh page");
}

#[wasm_bindgen_test]
async fn a_sign_out_unmounts_a_page_beneath_the_form() {
    let gates = show(user(1, "amy", &[]));
    gates.has(&SOMEBODY).await;
    gates.becomes(EXPIRED);
    gates.has(&COVERED).await;
    gates.becomes(leaving());
    gates.has(&NOBODY).await;
}

#[wasm_bindgen_test]
async fn another_user_is_given_nothing_that_was_mounted_for_the_one_before() {
    let gates = show(user(1, "amy", &[]));
    gates.has(&SOMEBODY).await;
    let before = SOMEBODY.map(|id| gates.find(id));
    gates.becomes(user(2, "bob", &[]));
    assert!(until(|| SOMEBODY.map(|id| gates.find(id)).iter().zip(&before).all(|(now, old)| now != old)).await);
    gates.has(&SOMEBODY).await;
}

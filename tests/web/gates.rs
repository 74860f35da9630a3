//! The gates of the session library, which show their children only in some states of the record. These tests check
//! when children are shown, and when they are mounted again.

use evergreen::protocol::Tutorial;
use evergreen::session::State;
use evergreen_session::{Authenticated, Bus, Event, NotAuthenticated, SessionProvider, SignInInPlace};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;
use yew::{Html, Properties, component, html};

use crate::test_app::{EXPIRED, SIGNED_OUT, UNREACHABLE_API, save_record, signing_out, user};
use crate::test_page::{Mounted, mount, until};

#[derive(PartialEq, Properties)]
struct GatesProps {
    bus: Bus,
}

/// A page with all gates. Each child, fallback and form has its own id, so the ids say what the gates show.
#[component]
fn Gates(props: &GatesProps) -> Html {
    html! {
        <SessionProvider<Tutorial> base={UNREACHABLE_API} bus={props.bus.clone()}>
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
    save_record(state);
    let bus = Bus::in_page();
    let mounted = mount(GatesProps { bus: bus.clone() });
    Shown { bus, mounted }
}

impl Shown {
    fn set_record(&self, state: State) {
        save_record(state);
        self.bus.publish(Event::Changed);
    }

    fn find(&self, id: &str) -> Option<Element> {
        self.mounted.root.query_selector(&format!("#{id}")).expect("a selector")
    }

    /// Waits until the page has exactly the elements with these ids, in this order.
    async fn has(&self, ids: &[&str]) {
        let found = || -> Vec<String> {
            let all = self.mounted.root.query_selector_all("p").expect("a selector");
            (0..all.length()).filter_map(|n| all.item(n)?.dyn_into::<Element>().ok()).map(|found| found.id()).collect()
        };
        assert!(until(|| found() == ids).await, "{ids:?}, but {:?}", found());
    }

    /// Returns whether the child of `SignInInPlace` is hidden and inert.
    fn is_hidden(&self) -> bool {
        self.mounted.root.query_selector("[hidden][inert] > #page").expect("a selector").is_some()
    }
}

const SIGNED_OUT_IDS: [&str; 3] = ["in-fallback", "out", "form"];
const SIGNED_IN_IDS: [&str; 4] = ["in", "in-alone", "out-fallback", "page"];
const EXPIRED_IDS: [&str; 4] = ["in-fallback", "out", "form", "page"];

#[wasm_bindgen_test]
async fn each_gate_follows_the_record() {
    let gates = show(SIGNED_OUT);
    gates.has(&SIGNED_OUT_IDS).await;
    gates.set_record(user(1, "amy", &[]));
    gates.has(&SIGNED_IN_IDS).await;
    assert!(!gates.is_hidden());
    for end in [SIGNED_OUT, signing_out()] {
        gates.set_record(end);
        gates.has(&SIGNED_OUT_IDS).await;
        gates.set_record(user(1, "amy", &[]));
        gates.has(&SIGNED_IN_IDS).await;
    }
}

#[wasm_bindgen_test]
async fn an_expiry_keeps_the_page_for_the_same_user_only() {
    let gates = show(user(1, "amy", &[]));
    gates.has(&SIGNED_IN_IDS).await;
    let page = gates.find("page");
    gates.set_record(EXPIRED);
    gates.has(&EXPIRED_IDS).await;
    assert!(gates.is_hidden());
    gates.set_record(user(1, "amy", &[]));
    gates.has(&SIGNED_IN_IDS).await;
    assert!(!gates.is_hidden());
    assert_eq!(gates.find("page"), page, "the same user gets the same page back");

    gates.set_record(EXPIRED);
    gates.has(&EXPIRED_IDS).await;
    gates.set_record(user(2, "bob", &[]));
    gates.has(&SIGNED_IN_IDS).await;
    assert!(gates.find("page").is_some_and(|found| Some(found) != page), "another user gets a fresh page");
}

#[wasm_bindgen_test]
async fn a_sign_out_unmounts_the_page_below_the_form() {
    let gates = show(user(1, "amy", &[]));
    gates.has(&SIGNED_IN_IDS).await;
    gates.set_record(EXPIRED);
    gates.has(&EXPIRED_IDS).await;
    gates.set_record(signing_out());
    gates.has(&SIGNED_OUT_IDS).await;
}

#[wasm_bindgen_test]
async fn another_user_gets_newly_mounted_components() {
    let gates = show(user(1, "amy", &[]));
    gates.has(&SIGNED_IN_IDS).await;
    let before = SIGNED_IN_IDS.map(|id| gates.find(id));
    gates.set_record(user(2, "bob", &[]));
    assert!(until(|| SIGNED_IN_IDS.map(|id| gates.find(id)).iter().zip(&before).all(|(now, old)| now != old)).await);
    gates.has(&SIGNED_IN_IDS).await;
}

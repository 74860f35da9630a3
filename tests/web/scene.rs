//! The app's pages over a record and an address, with a server that nobody can reach.
//! It must not know what is expected of a page.

use evergreen::app::{observer, page};
use evergreen::components::layout::Layout;
use evergreen::contract::Role;
use evergreen::protocol::Tutorial;
use evergreen::session::{Record, SignedIn, State};
use evergreen::user::User;
use evergreen_session::browser::storage::Store;
use evergreen_session::{Bus, Event, Reason, SessionProvider, Stamp};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::{Html, Properties, component, html, use_callback};

use crate::stage::{Mounted, document, mount, until};

/// Browsers refuse this port, so that no call is ever answered.
pub const NOWHERE: &str = "http://localhost:9/api";

#[derive(Properties, PartialEq)]
pub struct StageProps {
    bus: Bus,
}

#[component]
fn Stage(props: &StageProps) -> Html {
    let page = use_callback((), |route, ()| page(route));
    html! {
        <SessionProvider<Tutorial> base={NOWHERE} bus={props.bus.clone()} observer={observer()}>
            <Layout {page} />
        </SessionProvider<Tutorial>>
    }
}

/// The app, opened at an address.
pub struct Scene {
    bus: Bus,
    mounted: Mounted<Stage>,
}

/// Opens `path` under a state of the record.
pub fn open(path: &str, state: State) -> Scene {
    keep(state);
    let bus = Bus::in_page();
    let history = web_sys::window().expect("a page").history().expect("a history");
    history.replace_state_with_url(&JsValue::NULL, "", Some(path)).expect("an address of this origin");
    let mounted = mount(StageProps { bus: bus.clone() });
    Scene { bus, mounted }
}

/// Writes the state into the record.
pub fn keep(state: State) {
    Store::<Tutorial>::new(NOWHERE).save(&Record::signed_out(NOWHERE).with(state));
}

/// A signed-in user; each call is another session.
pub fn user(id: i64, name: &str, roles: &[Role]) -> State {
    thread_local!(static SESSIONS: std::cell::Cell<u32> = const { std::cell::Cell::new(0) });
    let stamp = Stamp::new(format!("session {}", SESSIONS.replace(SESSIONS.get() + 1)));
    let user = User {
        id: id.to_string(),
        username: name.to_owned(),
        email: format!("{name}@example.org"),
        roles: roles.to_vec(),
    };
    State::SignedIn(SignedIn::new(stamp, 0, None, user))
}

pub const OUT: State = State::SignedOut(None);
pub const EXPIRED: State = State::SignedOut(Some(Reason::Expired));

pub fn leaving() -> State {
    State::SigningOut { session: Stamp::new("left") }
}

impl Scene {
    /// What another tab does: write the record, and the nudge follows.
    pub fn becomes(&self, state: State) {
        keep(state);
        self.bus.publish(Event::Changed);
    }

    pub fn path(&self) -> String {
        web_sys::window().expect("a page").location().pathname().expect("a path")
    }

    pub fn find(&self, selector: &str) -> Option<Element> {
        self.mounted.place.query_selector(selector).expect("a selector")
    }

    pub fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.mounted.place.query_selector_all(selector).expect("a selector");
        (0..found.length()).filter_map(|n| found.item(n)?.dyn_into().ok()).collect()
    }

    /// The texts of what matches.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).iter().map(|element| element.inner_text().trim().to_owned()).collect()
    }

    /// Waits for something to match with this in its text.
    pub async fn sees(&self, selector: &str, text: &str) {
        let seen = until(|| self.texts(selector).iter().any(|found| found.contains(text))).await;
        assert!(seen, "{text:?} in {selector}, but it shows {:?}", self.texts("main"));
    }

    pub async fn comes_to(&self, path: &str) {
        assert!(until(|| self.path() == path).await, "{path}, but it is at {}", self.path());
    }

    /// The field with this label, among those that are shown.
    pub fn field(&self, label: &str) -> HtmlInputElement {
        let label = self.all("label").into_iter().find(|found| found.inner_text() == label).expect("a label");
        let id = label.get_attribute("for").expect("a label of a field");
        document().get_element_by_id(&id).and_then(|field| field.dyn_into().ok()).expect("the label's input")
    }

    /// Presses the button or follows the link that says this.
    pub fn press(&self, words: &str) {
        let found = self.all("button, a").into_iter().find(|element| element.inner_text().trim() == words);
        found.unwrap_or_else(|| panic!("{words:?} can be pressed")).click();
    }

    /// Whether it has the focus.
    pub fn focused(&self, selector: &str) -> bool {
        self.find(selector).is_some() && document().active_element() == self.find(selector)
    }
}

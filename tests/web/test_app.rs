//! The app on the test page, with a given record and path, and with a server that cannot be reached.

use evergreen::app::{observer, page};
use evergreen::components::layout::Layout;
use evergreen::protocol::Tutorial;
use evergreen::role::Role;
use evergreen::session::{Record, SignedIn, State};
use evergreen::user::User;
use evergreen_session::json::Json;
use evergreen_session::testing::Store;
use evergreen_session::{Bus, Event, Offers, Reason, SessionProvider, Stamp};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::{Html, Properties, component, html, use_callback};

use crate::test_page::{Mounted, document, mount, until};

/// An API base at which no server can be reached: browsers block this port, so no request ever gets a response.
pub const UNREACHABLE_API: &str = "http://localhost:9/api";

#[derive(Properties, PartialEq)]
pub struct AppRootProps {
    bus: Bus,
    idle_timeout: u32,
}

#[component]
fn AppRoot(props: &AppRootProps) -> Html {
    let page = use_callback((), |route, ()| page(route));
    html! {
        <SessionProvider<Tutorial>
            base={UNREACHABLE_API}
            idle_timeout={props.idle_timeout}
            bus={props.bus.clone()}
            observer={observer()}
        >
            <Layout {page} />
        </SessionProvider<Tutorial>>
    }
}

/// The app, which is open at a path. It is removed from the page when this value is dropped.
pub struct TestApp {
    bus: Bus,
    mounted: Mounted<AppRoot>,
}

/// Writes the state into the record, and opens the app at `path`.
pub fn open(path: &str, state: State) -> TestApp {
    open_idle(path, state, 0)
}

/// Like [`open`], with an idle time-out in seconds.
pub fn open_idle(path: &str, state: State, idle_timeout: u32) -> TestApp {
    save_record(state);
    let bus = Bus::in_page();
    let history = web_sys::window().expect("a page").history().expect("a history");
    history.replace_state_with_url(&JsValue::NULL, "", Some(path)).expect("an address of this origin");
    let mounted = mount(AppRootProps { bus: bus.clone(), idle_timeout });
    TestApp { bus, mounted }
}

/// Writes the state into the record.
pub fn save_record(state: State) {
    Store::<Tutorial>::new(UNREACHABLE_API).save(&Record::signed_out(UNREACHABLE_API).with(state));
}

/// Returns the state of a record in which this user is signed in. Each call makes a new session.
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

/// Returns the state of a record in which amy is signed in at a server that offers these parts, such as
/// `["sessions"]`.
pub fn amy_offered(words: &str) -> State {
    let State::SignedIn(signed_in) = user(1, "amy", &[]) else { unreachable!("amy is signed in") };
    State::SignedIn(signed_in.with_offers(Json::parse(words).as_ref().and_then(Offers::read)))
}

pub const SIGNED_OUT: State = State::SignedOut(None);
pub const EXPIRED: State = State::SignedOut(Some(Reason::Expired));

pub fn signing_out() -> State {
    State::SigningOut { session: Stamp::new("left"), reason: None }
}

impl TestApp {
    /// Acts as another tab: writes the state into the record, and publishes [`Event::Changed`].
    pub fn set_record(&self, state: State) {
        save_record(state);
        self.bus.publish(Event::Changed);
    }

    pub fn path(&self) -> String {
        web_sys::window().expect("a page").location().pathname().expect("a path")
    }

    pub fn find(&self, selector: &str) -> Option<Element> {
        self.mounted.root.query_selector(selector).expect("a selector")
    }

    pub fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.mounted.root.query_selector_all(selector).expect("a selector");
        (0..found.length()).filter_map(|n| found.item(n)?.dyn_into().ok()).collect()
    }

    /// Returns the texts of all elements that match the CSS selector.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).iter().map(|element| element.inner_text().trim().to_owned()).collect()
    }

    /// Waits for an element that matches the CSS selector and contains this text. Panics if there is none after about
    /// five seconds.
    pub async fn sees(&self, selector: &str, text: &str) {
        let found = until(|| self.texts(selector).iter().any(|found| found.contains(text))).await;
        assert!(found, "{text:?} in {selector}, but it shows {:?}", self.texts("main"));
    }

    pub async fn wait_for_path(&self, path: &str) {
        assert!(until(|| self.path() == path).await, "{path}, but it is at {}", self.path());
    }

    /// Returns the input with this label. Panics if there is none.
    pub fn field(&self, label: &str) -> HtmlInputElement {
        let label = self.all("label").into_iter().find(|found| found.inner_text() == label).expect("a label");
        let id = label.get_attribute("for").expect("a label of a field");
        document().get_element_by_id(&id).and_then(|field| field.dyn_into().ok()).expect("the label's input")
    }

    /// Clicks the button or link with this text. Panics if there is none now.
    pub fn click(&self, text: &str) {
        let found = self.all("button, a").into_iter().find(|element| element.inner_text().trim() == text);
        found.unwrap_or_else(|| panic!("no button or link {text:?}")).click();
    }

    /// Returns whether the first element that matches the CSS selector has the focus.
    pub fn has_focus(&self, selector: &str) -> bool {
        self.find(selector).is_some() && document().active_element() == self.find(selector)
    }
}

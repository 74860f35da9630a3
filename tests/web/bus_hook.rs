//! Tests the hook `use_bus_events`, with which a component listens to the bus.

use evergreen::protocol::Tutorial;
use evergreen::session::{use_api, use_bus_events};
use evergreen_session::{Bus, Event, SessionProvider};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_mut_ref, use_state};

use crate::bus::bus_with_worker;
use crate::test_app::UNREACHABLE_API;
use crate::test_page::{Mounted, mount, until};

#[derive(PartialEq, Properties)]
struct PageProps {
    bus: Bus,
}

#[component]
fn Page(props: &PageProps) -> Html {
    html! {
        <SessionProvider<Tutorial> base={UNREACHABLE_API} bus={props.bus.clone()}>
            <Listener />
            <Listener />
        </SessionProvider<Tutorial>>
    }
}

#[component]
fn Listener() -> Html {
    let api = use_api();
    let shown = use_state(String::new);
    let events = use_mut_ref(String::new);
    let set = shown.setter();
    use_bus_events(Callback::from(move |event: Event| {
        // The listener records only `Event::Renewed`. The library may publish other events during the test. For
        // example, it publishes `Event::Connection` if a request cannot reach the server.
        if event == Event::Renewed {
            events.borrow_mut().push_str("Renewed ");
            set.set(events.borrow().clone());
        }
    }));
    // This effect runs after the one that subscribes to the bus. When `ready` is true, the component receives events.
    let ready = use_state(|| false);
    {
        let ready = ready.setter();
        use_effect_with((), move |()| ready.set(true));
    }
    let publish = Callback::from(move |_| api.bus().publish(Event::Renewed));
    html! {
        <button onclick={publish} data-ready={ready.to_string()}>{ (*shown).clone() }</button>
    }
}

fn texts(page: &Mounted<Page>) -> Option<String> {
    page.root.text_content()
}

#[wasm_bindgen_test]
async fn each_component_receives_each_event_once() {
    let bus = bus_with_worker().await;
    let page = mount::<Page>(PageProps { bus });
    let ready = || page.root.query_selector_all("button[data-ready=true]").is_ok_and(|ready| ready.length() == 2);
    assert!(until(ready).await, "both components must have subscribed");
    let button = page.root.query_selector("button").ok().flatten().expect("a button");
    let button: HtmlElement = button.dyn_into().expect("an element");
    button.click();
    assert!(until(|| texts(&page).as_deref() == Some("Renewed Renewed ")).await, "{:?}", texts(&page));
    // The first event has made both components render again. Rendering again must not add a second subscription. With
    // two subscriptions, a component would record the second event twice.
    button.click();
    assert!(until(|| texts(&page).as_deref() == Some("Renewed Renewed Renewed Renewed ")).await, "{:?}", texts(&page));
}

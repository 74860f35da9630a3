//! A page whose code is loaded when it is first opened. `src/parts.rs` lists these pages.

use std::future::Future;
use std::pin::Pin;

use futures_util::FutureExt;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::components::card::stack_style;
use crate::components::focus::focus;
use crate::components::notice::{Tone, notice_with};
use crate::components::skeleton::delayed_skeleton;
use crate::texts::{errors, layout};

/// The code of a page could not be loaded, for example because the network failed, or because the server does not have
/// the code any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLoaded;

/// The first pause before a part that nobody has asked for is loaded again, in milliseconds. Each further pause is twice
/// as long.
const PAUSE: u32 = 10_000;
/// The longest pause, in milliseconds. An old tab may need a part that is gone after a deployment.
const LONGEST_PAUSE: u32 = 600_000;

/// A future that returns the page as soon as its code is loaded, or [`NotLoaded`] if loading fails.
pub type Loading = Pin<Box<dyn Future<Output = Result<Html, NotLoaded>>>>;

/// Loads the code of a page, unless it is loaded already. After a failure, another call tries again.
#[derive(Clone, Copy)]
pub struct Load(pub fn() -> Loading);

impl Load {
    /// Begins to load the code of the page. A failure is ignored, because the page tries again when it is opened.
    pub fn preload(self) {
        spawn_local(async move {
            let _ = self.0().await;
        });
    }
}

impl PartialEq for Load {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

/// The properties of [`OnDemand`].
#[derive(Properties, PartialEq)]
pub struct OnDemandProps {
    /// Loads the page. The component does not load another page when this value changes. So each page needs a component
    /// with its own `key`.
    pub load: Load,
    /// The title of the page. It is shown until the page is loaded. An empty title is for a part that nobody has asked
    /// for: nothing is shown until it is loaded, and the app tries again until it is loaded.
    pub title: AttrValue,
}

/// A page that is loaded on demand. If it is loaded already, it is shown at once. If it cannot be loaded, a message
/// says so, and offers to try again or to reload the app.
#[component]
pub fn OnDemand(props: &OnDemandProps) -> Html {
    let Load(load) = props.load;
    let unasked = props.title.is_empty();
    // This polls the future once. If the code of the page is loaded already, the page is shown at once. If not, this
    // call begins to load the code, and the effect below waits until the code is loaded.
    let page = use_state(|| load().now_or_never());
    {
        let set = page.setter();
        use_effect_with(page.is_none(), move |missing| {
            if *missing {
                spawn_local(async move {
                    let mut loaded = load().await;
                    // A failed load is tried once more, because the browser may have cached a wrong response, for
                    // example during a deployment. The second try bypasses the browser's cache.
                    if loaded.is_err() {
                        loaded = load().await;
                    }
                    let mut pause = PAUSE;
                    while unasked && loaded.is_err() {
                        TimeoutFuture::new(pause).await;
                        pause = LONGEST_PAUSE.min(2 * pause);
                        loaded = load().await;
                    }
                    set.set(Some(loaded));
                });
            }
        });
    }
    let place = use_node_ref();
    let content = match &*page {
        Some(Ok(page)) => page.clone(),
        Some(Err(NotLoaded)) => {
            let (set, place) = (page.setter(), place.clone());
            let again = move |_| {
                set.set(None);
                // The button that was clicked disappears and would take the focus with it. So the focus moves to the
                // outer `<div>`, which stays.
                focus(&place);
            };
            html! {
                <div class={stack_style()}>
                    <h1>{ props.title.clone() }</h1>
                    { failure(Callback::from(again)) }
                </div>
            }
        }
        None if unasked => html! {},
        None => html! {
            <div class={stack_style()}>
                <h1>{ props.title.clone() }</h1>
                <p class="visually-hidden" role="status">{ layout::LOADING }</p>
                { delayed_skeleton() }
            </div>
        },
    };
    // A placeholder or a message is shown until the page is loaded. The key makes Yew create new elements for the page.
    // Without the key, Yew would reuse the elements of the placeholder or of the message.
    let key = if matches!(*page, Some(Ok(_))) { "page" } else { "instead" };
    html! { <div ref={place} tabindex="-1"><div {key}>{ content }</div></div> }
}

/// Returns the message and its two buttons. `static/outdated.js` finds the message by its id. If the host has a new
/// release, the script replaces the text and hides the first button. Without a message, the script shows one of its own
/// among the notices above the page.
fn failure(again: Callback<MouseEvent>) -> Html {
    let reload = |_| {
        if let Some(window) = web_sys::window() {
            // An error of the reload is ignored. Then the message and both buttons stay on the page, and the person can
            // try again.
            let _ = window.location().reload();
        }
    };
    let content = html! {
        <>
            <p id="not-loaded">{ errors::NOT_LOADED }</p>
            <button type="button" onclick={again}>{ errors::TRY_AGAIN }</button>
            <button type="button" class="second" onclick={reload}>{ errors::RELOAD }</button>
        </>
    };
    notice_with(Tone::Alert, content)
}

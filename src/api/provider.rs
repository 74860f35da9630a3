//! How components reach the api and its bus: the provider makes both once for the app, the hooks find them.

use yew::prelude::*;

use super::{Api, Browser};
#[cfg(feature = "activity")]
use crate::activity::Journal;
use crate::bus::{Bus, Event};

/// What [`ApiProvider`] takes.
#[derive(Properties, PartialEq)]
pub struct ApiProviderProps {
    /// The API base.
    pub base: AttrValue,
    /// The event bus; by default one with the worker that `boot.js` names.
    #[prop_or_default]
    pub bus: Option<Bus>,
    /// The components that may use the api.
    pub children: Html,
}

/// Makes this tab's api and its bus, and keeps them for as long as it is mounted.
#[component]
pub fn ApiProvider(props: &ApiProviderProps) -> Html {
    let api = use_memo((props.base.clone(), props.bus.clone()), |(base, bus)| {
        let browser = Browser::new(base, bus.clone().unwrap_or_else(Bus::start));
        #[cfg(feature = "activity")]
        let browser = browser.traced(|trace| Journal::here().trace(trace));
        Api::new(browser)
    });
    html! {
        <ContextProvider<Api> context={(*api).clone()}>{ props.children.clone() }</ContextProvider<Api>>
    }
}

/// The api of this app: typed calls that refresh and send again as needed.
///
/// # Panics
/// Outside of an [`ApiProvider`], which is a mistake in the program.
#[hook]
pub fn use_api() -> Api {
    use_context::<Api>().expect("use_api needs an ApiProvider around it")
}

/// Calls `listener` with every event for as long as the component is mounted, over a line of its own to the worker.
///
/// # Panics
/// Outside of an [`ApiProvider`], which is a mistake in the program.
#[hook]
pub fn use_bus_events(listener: Callback<Event>) {
    let api = use_api();
    // The callback of the last render is the one to call; a new one is no reason to subscribe anew.
    let latest = use_mut_ref(|| listener.clone());
    *latest.borrow_mut() = listener;
    use_effect_with(api, move |api| {
        let subscription = api.bus().subscribe(move |event| {
            let listener = latest.borrow().clone();
            listener.emit(event);
        });
        move || drop(subscription)
    });
}

//! How components reach the bus: the provider starts it once for the app, the hooks find it.
//! It must not know which components there are.

use yew::{
    AttrValue, Callback, ContextProvider, Html, Properties, component, hook, html, use_context, use_effect_with,
    use_memo, use_mut_ref,
};

use super::event::Event;
use super::handle::Bus;
use super::line;

/// Properties of [`BusProvider`].
#[derive(Clone, PartialEq, Properties)]
pub struct BusProviderProps {
    /// Where the worker's script is; by default where `boot.js` says.
    #[prop_or_default]
    pub worker: Option<AttrValue>,
    /// Who may use the bus.
    #[prop_or_default]
    pub children: Html,
}

/// Starts the bus and keeps it for as long as it is mounted.
#[component]
pub fn BusProvider(props: &BusProviderProps) -> Html {
    let bus = use_memo(props.worker.clone(), |worker| {
        // Outside a browser (where pages can be rendered to text) nothing is published either.
        if cfg!(not(target_arch = "wasm32")) {
            return Bus::in_page();
        }
        match worker.as_ref().map(AttrValue::to_string).or_else(line::address) {
            Some(address) => Bus::spawn(&address),
            None => Bus::in_page(),
        }
    });
    html! {
        <ContextProvider<Bus> context={(*bus).clone()}>{ props.children.clone() }</ContextProvider<Bus>>
    }
}

/// The page's bus.
///
/// # Panics
/// Outside of a [`BusProvider`], which is a fault in the program.
#[hook]
pub fn use_bus() -> Bus {
    use_context().expect("use_bus needs a BusProvider around it")
}

/// Calls `listener` with every event for as long as the component is mounted, over a line of its own to the worker.
#[hook]
pub fn use_bus_events(listener: Callback<Event>) {
    let bus = use_bus();
    // The callback of the last render is the one to call; a new one is no reason to subscribe anew.
    let latest = use_mut_ref(|| listener.clone());
    *latest.borrow_mut() = listener;
    use_effect_with(bus, move |bus| {
        let subscription = bus.subscribe(move |event| {
            let listener = latest.borrow().clone();
            listener.emit(event);
        });
        move || drop(subscription)
    });
}

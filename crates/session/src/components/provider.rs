//! The provider makes this tab's api and its bus, and keeps the session alive.

use std::rc::Rc;

use yew::prelude::*;

use super::upkeep::Upkeep;
use crate::browser::{Api, Browser};
use crate::bus::Bus;
use crate::client::trace::Trace;
use crate::protocol::Protocol;

/// What [`SessionProvider`] takes.
#[derive(Properties, PartialEq)]
pub struct SessionProviderProps {
    /// The API base.
    pub base: AttrValue,
    /// The event bus; by default one with the worker that `boot.js` names.
    #[prop_or_default]
    pub bus: Option<Bus>,
    /// Hears what the core does. Only with the feature `trace`.
    #[prop_or_default]
    pub trace: Option<TraceListener>,
    /// The components that may use the api.
    pub children: Html,
}

/// A function that hears what the core does, step by step. It must not call the api.
#[derive(Clone)]
pub struct TraceListener(Rc<dyn Fn(Trace<'_>)>);

impl TraceListener {
    /// A listener; only its clones are equal to it.
    pub fn new(listener: impl Fn(Trace<'_>) + 'static) -> Self {
        TraceListener(Rc::new(listener))
    }
}

impl PartialEq for TraceListener {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Makes this tab's api and its bus, keeps them for as long as it is mounted, and keeps the session alive meanwhile.
#[component]
pub fn SessionProvider<P: Protocol>(props: &SessionProviderProps) -> Html {
    let api = use_memo((props.base.clone(), props.bus.clone()), |(base, bus)| {
        let browser = Browser::new(base, bus.clone().unwrap_or_else(Bus::start));
        #[cfg(feature = "trace")]
        let browser = match props.trace.clone() {
            Some(TraceListener(listener)) => browser.traced(move |trace| listener(trace)),
            None => browser,
        };
        Api::<P>::new(browser)
    });
    html! {
        <ContextProvider<Api<P>> context={(*api).clone()}>
            <Upkeep<P> />
            { props.children.clone() }
        </ContextProvider<Api<P>>>
    }
}

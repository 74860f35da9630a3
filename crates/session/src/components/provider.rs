//! The provider makes this tab's api and its bus, and keeps the session alive.

use std::any::Any;
use std::rc::Rc;

use yew::prelude::*;

use crate::browser::{Api, Browser, upkeep};
use crate::bus::Bus;
use crate::client::trace::Trace;
use crate::protocol::Protocol;

/// What [`SessionProvider`] takes.
#[derive(Properties)]
pub struct SessionProviderProps<P: Protocol> {
    /// The API base.
    pub base: AttrValue,
    /// The event bus; by default one with the worker that `boot.js` names.
    #[prop_or_default]
    pub bus: Option<Bus>,
    /// Hears what the session does, for a developer's timeline.
    #[prop_or_default]
    pub observer: Option<Observer<P>>,
    /// The components that may use the api.
    pub children: Html,
}

impl<P: Protocol> PartialEq for SessionProviderProps<P> {
    fn eq(&self, other: &Self) -> bool {
        self.base == other.base
            && self.bus == other.bus
            && self.observer == other.observer
            && self.children == other.children
    }
}

/// Hears what the session does. It must not call the api while it hears a step.
pub struct Observer<P: Protocol>(Rc<Parts<P>>);

struct Parts<P: Protocol> {
    #[cfg_attr(not(feature = "trace"), expect(dead_code, reason = "without the feature no step is told"))]
    trace: Box<dyn Fn(Trace<'_>)>,
    start: Box<Start<P>>,
}

type Start<P> = dyn Fn(&Api<P>) -> Box<dyn Any>;

impl<P: Protocol> Observer<P> {
    /// `trace` hears each step of the core; only with the feature `trace`. `start` is called once, before anything else of the
    /// page hears the session's events; what it returns is kept as long as the provider. Only clones are equal.
    pub fn new<T: 'static>(trace: impl Fn(Trace<'_>) + 'static, start: impl Fn(&Api<P>) -> T + 'static) -> Self {
        Observer(Rc::new(Parts { trace: Box::new(trace), start: Box::new(move |api| Box::new(start(api))) }))
    }
}

impl<P: Protocol> Clone for Observer<P> {
    fn clone(&self) -> Self {
        Observer(self.0.clone())
    }
}

impl<P: Protocol> PartialEq for Observer<P> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Makes this tab's api and its bus, keeps them for as long as it is mounted, and keeps the session alive meanwhile.
#[component]
pub fn SessionProvider<P: Protocol>(props: &SessionProviderProps<P>) -> Html {
    let observer = props.observer.clone();
    let api = use_memo((props.base.clone(), props.bus.clone()), |(base, bus)| {
        let browser = Browser::new(base, bus.clone().unwrap_or_else(Bus::start));
        #[cfg(feature = "trace")]
        let browser = match observer.clone() {
            Some(Observer(parts)) => browser.traced(move |trace| (parts.trace)(trace)),
            None => browser,
        };
        Api::<P>::new(browser)
    });
    // Not of a component of its own, which would cost 2 KB of brotli.
    use_effect_with((*api).clone(), move |api| {
        let observed = observer.map(|observer| (observer.0.start)(api));
        let kept = upkeep::start(api);
        move || drop((observed, kept))
    });
    html! {
        <ContextProvider<Api<P>> context={(*api).clone()}>{ props.children.clone() }</ContextProvider<Api<P>>>
    }
}

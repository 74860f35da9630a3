//! The provider creates the api of this tab, and keeps the session up to date.

use std::any::Any;
use std::rc::Rc;

use yew::prelude::*;

use crate::browser::{Api, Browser, background_listeners};
use crate::bus::Bus;
use crate::client::trace::Trace;
use crate::protocol::Protocol;

/// The properties of [`SessionProvider`].
#[derive(Properties)]
pub struct SessionProviderProps<P: Protocol> {
    /// The API base: an absolute address, or a path on the page's own origin.
    pub base: AttrValue,
    /// The idle time-out in seconds. If nobody uses the app in any tab for this time, the session ends. 0, the default,
    /// means that there is no time-out. See [`use_idle`](crate::use_idle) for the question that comes before.
    #[prop_or_default]
    pub idle_timeout: u32,
    /// The event bus. By default, [`Bus::start`] creates it.
    #[prop_or_default]
    pub bus: Option<Bus>,
    /// Observes the session, for a developer's timeline. The default is no observer.
    #[prop_or_default]
    pub observer: Option<Observer<P>>,
    /// The components that may use the api.
    pub children: Html,
}

impl<P: Protocol> PartialEq for SessionProviderProps<P> {
    fn eq(&self, other: &Self) -> bool {
        self.base == other.base
            && self.idle_timeout == other.idle_timeout
            && self.bus == other.bus
            && self.observer == other.observer
            && self.children == other.children
    }
}

/// Observes the session, for a developer's timeline. The observer's function `trace` must not use the api to send a
/// request or to change the session. The core calls `trace` for each step of such an operation. If `trace` started an
/// operation, the core would call `trace` again, and this would never end.
pub struct Observer<P: Protocol>(Rc<Parts<P>>);

struct Parts<P: Protocol> {
    #[cfg_attr(not(feature = "trace"), expect(dead_code, reason = "without the feature nothing is traced"))]
    trace: Box<dyn Fn(Trace<'_>)>,
    start: Box<Start<P>>,
}

type Start<P> = dyn Fn(&Api<P>) -> Box<dyn Any>;

impl<P: Protocol> Observer<P> {
    /// Creates an observer. `trace` receives each step of the core, but only with the feature `trace`. `start` is
    /// called when the provider is mounted, before the provider itself listens to `storage` events and to the bus. The
    /// provider keeps the result of `start` until the provider is unmounted. If the API base or the bus changes, the
    /// provider drops the result and calls `start` again. Two observers are equal only if one is a clone of the other.
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

/// Creates the api of this tab. If [`SessionProviderProps::bus`] is not set, also creates the bus. Provides the api to
/// the children, and keeps the session up to date while the provider is mounted. An app needs one provider for each API
/// base, around all components that use the api.
#[component]
pub fn SessionProvider<P: Protocol>(props: &SessionProviderProps<P>) -> Html {
    let observer = props.observer.clone();
    let api = use_memo((props.base.clone(), props.bus.clone(), props.idle_timeout), |(base, bus, idle_timeout)| {
        let browser = Browser::new(base, bus.clone().unwrap_or_else(Bus::start));
        #[cfg(feature = "trace")]
        let browser = match observer.clone() {
            Some(Observer(parts)) => browser.traced(move |trace| (parts.trace)(trace)),
            None => browser,
        };
        let api = Api::<P>::new(browser);
        api.set_idle_timeout(*idle_timeout);
        api
    });
    // The effect is not in a component of its own, because another component would add 2 KB to the compressed program.
    use_effect_with((*api).clone(), move |api| {
        let observed = observer.map(|observer| (observer.0.start)(api));
        let kept = background_listeners::start(api);
        move || drop((observed, kept))
    });
    html! {
        <ContextProvider<Api<P>> context={(*api).clone()}>{ props.children.clone() }</ContextProvider<Api<P>>>
    }
}

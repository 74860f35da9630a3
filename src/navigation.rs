//! The address of the page and the browser's history: which route is shown, and the navigation to another route.
//!
//! yew-router's `BrowserRouter` is not used, because it would make the wasm 62 KB larger. Compressed with brotli, this
//! is 16 KB more to download at the first visit. `BrowserRouter` is large because it contains code for three kinds of
//! history, for query strings, for stored states, and for printing floats.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;
use yew::prelude::*;
use yew_router::Routable;
use yew_router::utils::base_url;

use crate::routes::Route;

/// How much later than the page its address and title change, in milliseconds. Chromium draws its own bar anew for
/// each of the two, which takes more computing time than the page. On a machine with two cores, the response to the
/// request of the new page would wait for this. Measured there from the click to the text of a board: 23 ms without the
/// delay, 13 ms with it. Nobody notices a delay below 100 ms.
pub const ADDRESS_DELAY: u32 = 40;

/// The route that is shown, and the navigator to other routes.
#[derive(Clone, PartialEq)]
pub struct Location {
    /// The route of the page.
    pub route: Route,
    /// Navigates to other routes.
    pub navigator: Navigator,
    /// Begins to load the page of a route, if it is loaded on demand.
    pub preload: Callback<Route>,
}

/// Gives the [`Location`] to the components inside it.
pub type LocationProvider = ContextProvider<Location>;

/// Navigates to other routes.
#[derive(Clone)]
pub struct Navigator {
    address: Rc<Address>,
    shown: UseStateSetter<Route>,
}

/// The address of the page.
struct Address {
    /// The path below which the app is served, without a slash at its end.
    base: String,
    /// The route that is shown, if the address bar does not have it yet.
    pending: Cell<Option<Route>>,
}

impl PartialEq for Navigator {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.address, &other.address)
    }
}

impl Navigator {
    /// The address of a route: a path on this origin.
    pub fn href(&self, route: &Route) -> String {
        format!("{}{}", self.address.base, route.to_path())
    }

    /// Navigates to a route. The back button then leads back to the current route.
    ///
    /// The page changes at once, and the address bar after [`ADDRESS_DELAY`]. If the person has scrolled, both change
    /// at once, because the history stores how far the old page is scrolled when the address changes.
    pub fn push(&self, route: &Route) {
        self.settle();
        self.address.pending.set(Some(route.clone()));
        if web_sys::window().and_then(|window| window.scroll_y().ok()).is_none_or(|y| y > 0.0) {
            self.settle();
        } else {
            self.shown.set(route.clone());
            let navigator = self.clone();
            Timeout::new(ADDRESS_DELAY, move || navigator.settle()).forget();
        }
    }

    /// Changes the address bar if it does not have the route that is shown.
    fn settle(&self) {
        if let Some(route) = self.address.pending.take() {
            self.go(
                &route,
                |history, href| history.push_state_with_url(&JsValue::NULL, "", Some(href)),
                |location, href| location.assign(href),
            );
        }
    }

    /// Navigates to a route in place of the current one. The back button then leads to the route before the current
    /// one.
    pub fn replace(&self, route: &Route) {
        self.settle();
        self.go(
            route,
            |history, href| history.replace_state_with_url(&JsValue::NULL, "", Some(href)),
            |location, href| location.replace(href),
        );
    }

    /// Navigates to a route with `change`, or with `load` if the browser refuses `change`.
    fn go(
        &self,
        route: &Route,
        change: fn(&web_sys::History, &str) -> Result<(), JsValue>,
        load: fn(&web_sys::Location, &str) -> Result<(), JsValue>,
    ) {
        let href = self.href(route);
        let changed = web_sys::window().and_then(|window| window.history().ok()).map(|history| change(&history, &href));
        if let Some(Ok(())) = changed {
            self.shown.set(route.clone());
        } else if let Some(window) = web_sys::window() {
            // A browser refuses `change` if a page changes its address too often within a short time. Then `load` loads
            // the app again at the new address. If the browser refuses `load` too, there is nothing left to try. So the
            // error is ignored.
            let _ = load(&window.location(), &href);
        }
    }
}

/// Returns the location of this page, for [`LocationProvider`]. `preload` begins to load the page of a route. The
/// component renders again when the route changes.
#[hook]
pub fn use_location_of_page(preload: Callback<Route>) -> Location {
    let address = use_memo((), |()| Address { base: base_url().unwrap_or_default(), pending: Cell::default() });
    let route = use_state_eq(|| address.route());
    {
        let (address, shown) = (address.clone(), route.setter());
        use_effect_with((), move |()| {
            let on_back = address.clone();
            let listener = web_sys::window().map(|window| {
                EventListener::new(&window, "popstate", move |_| {
                    on_back.pending.take();
                    shown.set(on_back.route());
                })
            });
            move || {
                drop(listener);
                address.pending.take();
            }
        });
    }
    let navigator = Navigator { address, shown: route.setter() };
    Location { route: (*route).clone(), navigator, preload }
}

/// Returns the [`Location`] that [`LocationProvider`] gives. The component renders again when the location changes.
///
/// # Panics
/// If the component is outside of a [`LocationProvider`], which is a mistake in the program.
#[hook]
pub fn use_location() -> Location {
    use_context::<Location>().expect("a LocationProvider above this component")
}

impl Address {
    /// Returns the route of the path in the address bar.
    fn route(&self) -> Route {
        let path = web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
        Route::recognize(path.strip_prefix(&self.base).unwrap_or(&path)).unwrap_or(Route::NotFound)
    }
}

//! The address of the page and the browser's history: which route is shown, and the navigation to another route.
//!
//! yew-router's `BrowserRouter` is not used, because it would make the wasm 62 KB larger. Compressed with brotli, this
//! is 16 KB more to download at the first visit. `BrowserRouter` is large because it contains code for three kinds of
//! history, for query strings, for stored states, and for printing floats.

use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsValue;
use yew::prelude::*;
use yew_router::Routable;
use yew_router::utils::base_url;

use crate::routes::Route;

/// The route that is shown, and the navigator to other routes.
#[derive(Clone, PartialEq)]
pub struct Location {
    /// The route of the address.
    pub route: Route,
    /// Navigates to other routes.
    pub navigator: Navigator,
    /// Begins to load the page of a route, if it is loaded on demand.
    pub preload: Callback<Route>,
}

/// Gives the [`Location`] to the components inside it.
pub type LocationProvider = ContextProvider<Location>;

/// Navigates to other routes.
#[derive(Clone, PartialEq)]
pub struct Navigator {
    base: Rc<str>,
    shown: UseStateSetter<Route>,
}

impl Navigator {
    /// The address of a route: a path on this origin.
    pub fn href(&self, route: &Route) -> String {
        format!("{}{}", self.base, route.to_path())
    }

    /// Navigates to a route. The back button then leads back to the current route.
    pub fn push(&self, route: &Route) {
        self.go(
            route,
            |history, href| history.push_state_with_url(&JsValue::NULL, "", Some(href)),
            |location, href| location.assign(href),
        );
    }

    /// Navigates to a route in place of the current one. The back button then leads to the route before the current
    /// one.
    pub fn replace(&self, route: &Route) {
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
    let base = use_memo((), |()| Rc::<str>::from(base_url().unwrap_or_default()));
    let route = use_state_eq(|| route_of_address(&base));
    {
        let (base, shown) = ((*base).clone(), route.setter());
        use_effect_with((), move |()| {
            let listener = web_sys::window()
                .map(|window| EventListener::new(&window, "popstate", move |_| shown.set(route_of_address(&base))));
            move || drop(listener)
        });
    }
    let navigator = Navigator { base: (*base).clone(), shown: route.setter() };
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

fn route_of_address(base: &str) -> Route {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    Route::recognize(path.strip_prefix(base).unwrap_or(&path)).unwrap_or(Route::NotFound)
}

//! The arrival at another page: the title of the window, and the focus.

use yew::prelude::*;

use crate::components::focus::Spot;
use crate::navigation::Location;
use crate::routes::Route;
use crate::texts::layout;

/// Sets the title of the window, and moves the focus to the page after a change of page.
#[hook]
pub fn use_arrival(location: &Location, main: NodeRef) {
    let before = use_mut_ref(|| None::<Route>);
    let navigator = location.navigator.clone();
    use_effect_with(location.route.clone(), move |route| {
        if *route == Route::Root {
            // The root has no page of its own. `replace` keeps it out of the history, so that the back button works.
            navigator.replace(&Route::Home);
        }
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&layout::window_title(route.title()));
        }
        // Not for the first page, nor for the one to which the root leads: the browser has just set the focus.
        if before.replace(Some(route.clone())).is_some_and(|before| before != Route::Root) {
            Spot::default().resume(&main);
        }
    });
}

//! Sets the title of the window and moves the focus when a person arrives at another page.

use yew::prelude::*;

use crate::components::focus::Spot;
use crate::navigation::Location;
use crate::routes::Route;
use crate::texts::layout;

/// Sets the title of the window to that of the page. After a change of page, moves the focus to `main`.
#[hook]
pub fn use_arrival(location: &Location, main: NodeRef) {
    let before = use_mut_ref(|| None::<Route>);
    let navigator = location.navigator.clone();
    use_effect_with(location.route.clone(), move |route| {
        if *route == Route::Root {
            // The root has no page of its own, so it leads to the home page. `replace` keeps the root out of the
            // history; otherwise the back button would only lead to the home page again.
            navigator.replace(&Route::Home);
        }
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&layout::window_title(route.title()));
        }
        // The focus is not moved on the first page, nor on the page to which the root leads: in both cases the browser
        // has just loaded the document and set the focus.
        if before.replace(Some(route.clone())).is_some_and(|before| before != Route::Root) {
            Spot::default().resume(&main);
        }
    });
}

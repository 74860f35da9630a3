//! Sets the title of the window for each page, and moves the focus when a person arrives at another page.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::components::focus::Spot;
use crate::navigation::{ADDRESS_DELAY, Location};
use crate::routes::Route;
use crate::texts::titles;

/// Sets the title of the window to that of the page: at once for the first page, and after [`ADDRESS_DELAY`] for each
/// later page. If the address is the root, navigates to the home page. Moves the focus to `main` and scrolls to the top
/// when a person arrives at another page, but not when the first page is shown.
#[hook]
pub fn use_page_change(location: &Location, main: NodeRef) {
    let before = use_mut_ref(|| None::<Route>);
    let navigator = location.navigator.clone();
    use_effect_with(location.route.clone(), move |route| {
        if *route == Route::Root {
            // The root has no page of its own, so it leads to the home page. `replace` keeps the root out of the
            // history; otherwise the back button would only lead to the home page again.
            navigator.replace(&Route::Home);
        }
        let title = titles::of_window(route.title());
        let set_title = move || {
            if let Some(document) = web_sys::window().and_then(|window| window.document()) {
                document.set_title(&title);
            }
        };
        // The focus does not move when the first page is shown. If the first address is the root, the app replaces the
        // root with the home page, and the focus does not move for the home page either. In both cases, the browser has
        // just loaded the document and has set the focus itself.
        let timer = match before.replace(Some(route.clone())) {
            Some(before) if before != Route::Root => {
                Spot::default().resume(&main);
                // The address changes first, because its timer began first. So the history keeps the title of the old
                // page for the old page.
                Some(Timeout::new(ADDRESS_DELAY, set_title))
            }
            _ => {
                set_title();
                None
            }
        };
        move || drop(timer)
    });
}

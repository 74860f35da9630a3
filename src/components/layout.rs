//! The layout around every page: the skip button, the header, the main element and the footer. At a change of page it
//! sets the title of the window and moves the focus.

use yew::prelude::*;

use crate::components::environment_notices::use_environment_notices;
use crate::components::focus::focus;
use crate::components::nav_link::NavLink;
use crate::components::navbar::Navbar;
use crate::components::page_change::use_page_change;
use crate::components::theme::theme_choice;
use crate::navigation::{LocationProvider, use_location_of_page};
use crate::routes::Route;
use crate::texts::{APP_NAME, layout};

/// The properties of [`Layout`].
#[derive(Properties, PartialEq)]
pub struct LayoutProps {
    /// Returns the page of a route.
    pub page: Callback<Route, Html>,
    /// Begins to load the page of a route, if it is loaded on demand.
    #[prop_or_default]
    pub preload: Callback<Route>,
}

/// The layout. `index.html` shows the same layout before the program runs, and both must look alike.
#[component]
pub fn Layout(props: &LayoutProps) -> Html {
    let main = use_node_ref();
    let location = use_location_of_page(props.preload.clone());
    let notices = use_environment_notices();
    use_page_change(&location, main.clone());

    // This is a button and not a link to `#main`, because the `<base>` element would make such a link lead to another
    // page.
    let skip = {
        let main = main.clone();
        move |_| focus(&main)
    };
    html! {
        <LocationProvider context={location.clone()}>
        <div class="layout">
            <button type="button" class="skip" onclick={skip}>{ layout::SKIP_TO_CONTENT }</button>
            <header class="bar">
                <NavLink route={Route::Home} class="brand" current=false>{ APP_NAME }</NavLink>
                <Navbar main={main.clone()} />
            </header>
            <main class="page" tabindex="-1" ref={main}>
                { notices }
                { props.page.emit(location.route) }
            </main>
            <footer class="foot">
                <p>{ layout::SLOGAN }</p>
                { theme_choice() }
            </footer>
        </div>
        </LocationProvider>
    }
}

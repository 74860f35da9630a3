//! The layout around every page: the skip button, the header, the main element and the footer. At a change of page it
//! sets the title of the window and moves the focus.

use gloo_timers::callback::Timeout;
use stylist::ast::sheet;
use yew::prelude::*;

use crate::components::environment_notices::use_environment_notices;
use crate::components::focus::focus;
use crate::components::nav_link::NavLink;
use crate::components::navbar::Navbar;
use crate::components::page_change::use_page_change;
use crate::components::theme::theme_choice;
use crate::components::time::since_start;
use crate::navigation::{LocationProvider, use_location_of_page};
use crate::routes::Route;
use crate::style;
use crate::texts::{APP_NAME, layout};
use evergreen_session::WAITING_AFTER;

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
    let class = style::class(|| {
        sheet!(
            r#"
        & button.skip {
            position: absolute;
            inset-block-start: var(--space-2);
            inset-inline-start: var(--space-2);
            z-index: 1;
        }
        & button.skip:not(:focus) {
            width: var(--hair);
            height: var(--hair);
            min-height: 0;
            padding: 0;
            overflow: hidden;
            clip-path: inset(50%);
        }
        "#
        )
    });
    let main = use_node_ref();
    let location = use_location_of_page(props.preload.clone());
    let waited = use_waited();
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
        <div class={classes!("layout", class)}>
            <button type="button" class="skip" onclick={skip}>{ layout::SKIP_TO_CONTENT }</button>
            <header class="bar">
                <NavLink route={Route::Home} class="brand" current=false>{ APP_NAME }</NavLink>
                <Navbar main={main.clone()} />
            </header>
            <main class={classes!("page", waited.then_some("waited"))} tabindex="-1" ref={main}>
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

/// Returns whether the start took so long that the skeleton of `index.html` became visible. If so, the first page shows
/// its own skeleton without the usual delay; otherwise the skeleton would disappear and appear again. Soon after the
/// first rendering, the result becomes false, so that later pages show their skeletons with the usual delay.
#[hook]
fn use_waited() -> bool {
    let waited = use_state_eq(|| since_start() > WAITING_AFTER.into());
    {
        let set = waited.setter();
        use_effect_with((), move |()| {
            let timer = Timeout::new(2 * WAITING_AFTER, move || set.set(false));
            move || drop(timer)
        });
    }
    *waited
}

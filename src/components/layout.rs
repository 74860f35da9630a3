//! The frame around every page: skip link, header, main part, footer; and what goes with a change of page, the
//! window's title and the focus. It must not know what a page shows or who may see it.

use gloo_timers::callback::Timeout;
use stylist::css;
use yew::prelude::*;
use yew_router::hooks::{use_navigator, use_route};

use crate::components::environment_notices::use_environment_notices;
use crate::components::focus::{Spot, focus};
use crate::components::nav_link::NavLink;
use crate::components::navbar::Navbar;
use crate::components::theme::theme_choice;
use crate::components::time::since_start;
use crate::routes::Route;
use crate::style;
use crate::texts::{APP_NAME, layout};
use evergreen_session::WAITING_AFTER;

/// What [`Layout`] takes.
#[derive(Properties, PartialEq)]
pub struct LayoutProps {
    /// The page.
    pub children: Html,
}

/// The frame: what `index.html` shows before, and no pixel of it elsewhere.
#[component]
pub fn Layout(props: &LayoutProps) -> Html {
    let class = style::class(css!(
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
    ));
    let main = use_node_ref();
    let route = use_route::<Route>().unwrap_or(Route::NotFound);
    let waited = use_waited();
    let notices = use_environment_notices();
    use_arrival(route, main.clone());

    // A button, not a link to #main: under a <base> such a link would lead away from the page.
    let skip = {
        let main = main.clone();
        move |_| focus(&main)
    };
    html! {
        <div class={classes!("layout", class)}>
            <button type="button" class="skip" onclick={skip}>{ layout::SKIP_TO_CONTENT }</button>
            <header class="bar">
                <NavLink route={Route::Home} class="brand" current=false>{ APP_NAME }</NavLink>
                <Navbar main={main.clone()} />
            </header>
            <main class={classes!("page", waited.then_some("waited"))} tabindex="-1" ref={main}>
                { notices }
                { props.children.clone() }
            </main>
            <footer class="foot">
                <p>{ layout::SLOGAN }</p>
                { theme_choice() }
            </footer>
        </div>
    }
}

/// Whether people have waited for the program long enough to have seen lines that stand for a text: then they go on
/// standing there until the first page has one, or has taken as long itself.
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

/// Gives the window the page's title, and the page the focus when it is another one than before.
#[hook]
fn use_arrival(route: Route, main: NodeRef) {
    let before = use_mut_ref(|| None::<Route>);
    let navigator = use_navigator();
    use_effect_with(route, move |route| {
        if let (Route::Root, Some(navigator)) = (route, &navigator) {
            // The root has no page of its own. Replaced, so that the back button leads out.
            navigator.replace(&Route::Home);
        }
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&layout::window_title(route.title()));
        }
        // The first page has it anyway, and so has the one that the bare address leads to.
        if before.replace(Some(route.clone())).is_some_and(|before| before != Route::Root) {
            Spot::default().resume(&main);
        }
    });
}

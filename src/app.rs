//! The app put together: bus, api, router, frame, and the page of each address.

use evergreen_session::{Observer, SessionProvider};
use yew::prelude::*;
use yew_router::{BrowserRouter, Routable, Switch};

use crate::components::frame::Frame;
use crate::components::guard::Guard;
use crate::components::notice::{Tone, notice};
use crate::components::surface::stack_style;
use crate::config::{Config, ConfigError};
use crate::page_table::page_table;
use crate::pages;
use crate::protocol::Tutorial;
use crate::routes::{Access, Route};

/// The app.
#[component]
pub fn App() -> Html {
    let config = use_memo((), |()| Config::read());
    match &*config {
        Ok(config) => html! {
            <SessionProvider<Tutorial> base={config.api.clone()} observer={observer()}>
                <BrowserRouter>
                    <Frame><Switch<Route> render={page} /></Frame>
                </BrowserRouter>
            </SessionProvider<Tutorial>>
        },
        Err(error) => unconfigured(error),
    }
}

/// What records the session for the timeline; nothing without the timeline.
pub fn observer() -> Option<Observer<Tutorial>> {
    #[cfg(feature = "activity")]
    return Some(evergreen_timeline::observer());
    #[cfg(not(feature = "activity"))]
    None
}

/// The page of an address, behind the guard where it needs a user.
pub fn page(route: Route) -> Html {
    let page = content(&route);
    match route.access() {
        Access::Public => page,
        // A guard remembers whose page it holds, so each address has its own.
        _ => {
            let key = route.to_path();
            html! { <Guard {key} {route}>{ page }</Guard> }
        }
    }
}

macro_rules! define_content {
    ($(
        $(#[doc = $doc:literal])+
        $(#[cfg($cfg:meta)])?
        $name:ident $({ $($field:ident: $type:ty),+ })? => {
            path: $path:literal,
            title: $title:expr,
            access: $access:expr,
            $(link: $link:expr,)?
            page: $page:expr,
        }
    )+) => {
        /// What the table of pages shows at an address.
        fn content(route: &Route) -> Html {
            match route {
                $( $(#[cfg($cfg)])? Route::$name { $( $($field),+ )? } => $page, )+
            }
        }
    };
}

page_table!(define_content);

fn unconfigured(error: &ConfigError) -> Html {
    html! {
        <main class="page">
            <div class={stack_style()}>
                <h1>{ "Evergreen" }</h1>
                { notice(Tone::Alert, error.to_string()) }
            </div>
        </main>
    }
}

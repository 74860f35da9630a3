//! The app put together: bus, api, router, frame, and the page of each address.
//! It must not know what happens inside any of them.

use evergreen_session::{Observer, SessionProvider};
use yew::prelude::*;
use yew_router::{BrowserRouter, Switch};

#[cfg(feature = "activity")]
use crate::activity::{self, Journal};
use crate::components::frame::Frame;
use crate::components::guard::Guard;
use crate::components::notice::{Tone, notice};
use crate::components::surface::stack_style;
use crate::config::{Config, ConfigError};
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
    return Some(Observer::new(|trace| Journal::here().trace(trace), activity::record));
    #[cfg(not(feature = "activity"))]
    None
}

/// The page of an address, behind the guard where it needs a user.
pub fn page(route: Route) -> Html {
    let page = match route {
        // The frame leads on to the home page.
        Route::Root => html! {},
        Route::Home => pages::home::page(),
        Route::Login => html! { <pages::Login /> },
        Route::Register => html! { <pages::Register /> },
        Route::Profile => html! { <pages::Profile /> },
        Route::User => pages::user::page(),
        Route::Moderator => pages::moderator::page(),
        Route::Admin => pages::admin::page(),
        #[cfg(feature = "activity")]
        Route::Activity => html! { <pages::Activity /> },
        Route::NotFound => pages::not_found::page(),
    };
    match route.access() {
        Access::Public => page,
        // A guard remembers whose page it holds, so each address has its own.
        _ => html! { <Guard key={route.title()} {route}>{ page }</Guard> },
    }
}

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

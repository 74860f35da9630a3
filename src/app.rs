//! The app put together: bus, api, router, frame, and the page of each address.
//! It must not know what happens inside any of them.

use evergreen_session::{Bus, SessionProvider, TraceListener};
use yew::prelude::*;
use yew_router::{BrowserRouter, Switch};

#[cfg(feature = "activity")]
use crate::activity::{Journal, Recorder};
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
            <Session base={config.api.clone()}>
                <BrowserRouter>
                    <Frame><Switch<Route> render={page} /></Frame>
                </BrowserRouter>
            </Session>
        },
        Err(error) => unconfigured(error),
    }
}

/// What [`Session`] takes.
#[derive(Properties, PartialEq)]
pub struct SessionProps {
    /// The API base.
    pub base: AttrValue,
    /// The event bus; by default one with the worker that `boot.js` names.
    #[prop_or_default]
    pub bus: Option<Bus>,
    /// What lives in the session.
    pub children: Html,
}

/// The app's session, recorded for the timeline where there is one.
#[component]
pub fn Session(props: &SessionProps) -> Html {
    let trace = use_memo((), |()| trace_listener());
    html! {
        <SessionProvider<Tutorial> base={props.base.clone()} bus={props.bus.clone()} trace={(*trace).clone()}>
            { recorder() }
            { props.children.clone() }
        </SessionProvider<Tutorial>>
    }
}

fn trace_listener() -> Option<TraceListener> {
    #[cfg(feature = "activity")]
    return Some(TraceListener::new(|trace| Journal::here().trace(trace)));
    #[cfg(not(feature = "activity"))]
    None
}

fn recorder() -> Html {
    #[cfg(feature = "activity")]
    return html! { <Recorder /> };
    #[cfg(not(feature = "activity"))]
    html! {}
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

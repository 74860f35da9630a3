//! The app put together: bus, api, router, frame, and the page of each address.
//! It must not know what happens inside any of them.

use gloo_events::EventListener;
use yew::prelude::*;
use yew_router::{BrowserRouter, Switch};

#[cfg(feature = "activity")]
use crate::activity::use_chronicle;
#[cfg(not(feature = "activity"))]
use crate::api::Api;
use crate::api::{ApiProvider, use_api, use_bus_events};
use crate::bus::Event;
use crate::components::frame::Frame;
use crate::components::guard::Guard;
use crate::components::notice::{Tone, notice};
use crate::components::surface::stack_style;
use crate::config::{Config, ConfigError};
use crate::pages;
use crate::routes::{Access, Route};
use crate::session::{use_restored, use_watch};

/// The app.
#[component]
pub fn App() -> Html {
    let config = use_memo((), |()| Config::read());
    match &*config {
        Ok(config) => html! {
                <ApiProvider base={config.api.clone()}>
                    <Upkeep />
                    <BrowserRouter>
                        <Frame><Switch<Route> render={page} /></Frame>
                    </BrowserRouter>
                </ApiProvider>
        },
        Err(error) => unconfigured(error),
    }
}

/// Keeps the record watched, and finishes what the server was not told yet. Shows nothing.
#[component]
fn Upkeep() -> Html {
    let api = use_api();
    // First of all: without the worker, events are heard between two listeners of what another tab wrote.
    use_chronicle(api.clone());
    use_watch(api.clone());
    use_restored(api.clone());
    {
        let api = api.clone();
        use_bus_events(Callback::from(move |event| {
            if event == Event::Changed {
                api.heard();
            }
        }));
    }
    use_effect_with(api, |api| {
        api.resume();
        let api = api.clone();
        let online = web_sys::window().map(|window| EventListener::new(&window, "online", move |_| api.resume()));
        move || drop(online)
    });
    html! {}
}

/// Without the timeline there is nothing to keep.
#[cfg(not(feature = "activity"))]
#[hook]
fn use_chronicle(_api: Api) {}

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

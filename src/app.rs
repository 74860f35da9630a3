//! The app put together: bus, api, router, frame, and the page of each address.
//! It must not know what happens inside any of them.

use gloo_events::EventListener;
use yew::prelude::*;
use yew_router::hooks::use_navigator;
use yew_router::{BrowserRouter, Switch};

#[cfg(feature = "activity")]
use crate::activity::{Journal, use_chronicle};
use crate::api::{Api, Browser, use_api};
#[cfg(not(feature = "activity"))]
use crate::bus::Bus;
use crate::bus::{BusProvider, Event, use_bus, use_bus_events};
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
            <BusProvider>
                <ApiProvider base={config.api.clone()}>
                    <Upkeep />
                    <BrowserRouter>
                        <Frame><Switch<Route> render={page} /></Frame>
                    </BrowserRouter>
                </ApiProvider>
            </BusProvider>
        },
        Err(error) => unconfigured(error),
    }
}

/// What [`ApiProvider`] takes.
#[derive(Properties, PartialEq)]
pub struct ApiProviderProps {
    /// The API base.
    pub base: AttrValue,
    /// Who may use the api.
    pub children: Html,
}

/// Makes this tab's api, on the bus above it.
#[component]
pub fn ApiProvider(props: &ApiProviderProps) -> Html {
    let bus = use_bus();
    let api = use_memo((props.base.clone(), bus), |(base, bus)| {
        let browser = Browser::new(base, bus.clone());
        #[cfg(feature = "activity")]
        let browser = browser.traced(|trace| Journal::here().trace(trace));
        Api::new(browser)
    });
    html! {
        <ContextProvider<Api> context={(*api).clone()}>{ props.children.clone() }</ContextProvider<Api>>
    }
}

/// Keeps the record watched, and finishes what the server was not told yet. Shows nothing.
#[component]
fn Upkeep() -> Html {
    let api = use_api();
    let bus = use_bus();
    // First of all: without the worker, events are heard between two listeners of what another tab wrote.
    use_chronicle(api.clone(), bus.clone());
    use_watch(api.clone(), bus.clone());
    use_restored(api.clone(), bus);
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
fn use_chronicle(_api: Api, _bus: Bus) {}

/// The page of an address, behind the guard where it needs a user.
pub fn page(route: Route) -> Html {
    let page = match route {
        Route::Root => html! { <ToHome /> },
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

/// `/` is `/home`, replaced so that the back button leads out.
#[component]
fn ToHome() -> Html {
    let navigator = use_navigator();
    use_effect_with((), move |()| {
        if let Some(navigator) = navigator {
            navigator.replace(&Route::Home);
        }
    });
    html! {}
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

//! The root component. It provides the session and the layout, and chooses the page for each address.

use evergreen_session::{Observer, SessionProvider};
use yew::prelude::*;
use yew_router::Routable;

use crate::components::card::stack_style;
use crate::components::guard::Guard;
use crate::components::layout::Layout;
use crate::components::notice::{Tone, notice};
use crate::components::on_demand::{Load, Loading, OnDemand};
use crate::config::{Config, ConfigError};
use crate::page_table::page_table;
use crate::protocol::Tutorial;
use crate::routes::{Access, Route};
use crate::texts::{self, errors, titles};
use crate::{pages, parts};

/// Renders the app. If `index.html` contains no usable address of the server, renders an error instead.
#[component]
pub fn App() -> Html {
    let config = use_memo((), |()| Config::read());
    let page = use_callback((), |route, ()| page(route));
    let preload = use_callback((), |route, ()| preload(&route));
    match &*config {
        Ok(config) => html! {
            <SessionProvider<Tutorial>
                base={config.api.clone()}
                idle_timeout={config.idle_timeout}
                observer={observer()}
            >
                <Layout {page} {preload} />
            </SessionProvider<Tutorial>>
        },
        Err(error) => unconfigured(error),
    }
}

/// Returns the observer that records the session for the timeline; `None` if the app is built without the timeline.
pub fn observer() -> Option<Observer<Tutorial>> {
    #[cfg(feature = "activity")]
    return Some(evergreen_timeline::observer());
    #[cfg(not(feature = "activity"))]
    None
}

/// Returns the page of a route, inside a guard if the page needs a signed-in user.
pub fn page(route: Route) -> Html {
    let page = content(&route);
    match route.access() {
        Access::Public => page,
        // Each address gets its own guard, because the key of the guard is the address. When the session expires, a
        // guard shows the sign-in form and keeps its page mounted beneath the form. If two addresses shared one guard,
        // a person could then go from the first address to the second. The guard would mount the second page beneath
        // the form, although nobody is signed in.
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
            $(page: $page:expr,)?
            $(part: $part:expr,)?
        }
    )+) => {
        /// The content of a page, as the table of pages defines it.
        fn content(route: &Route) -> Html {
            match route {
                $(
                    $(#[cfg($cfg)])?
                    Route::$name { $( $($field),+ )? } => {
                        $( $page )?
                        $( on_demand($path, $part, $title) )?
                    }
                )+
            }
        }

        /// Begins to load the page of a route, if it is loaded on demand.
        fn preload(route: &Route) {
            match route {
                $( $(#[cfg($cfg)])? Route::$name { .. } => { $( Load($part).preload() )? } )+
            }
        }
    };
}

page_table!(define_content);

#[cfg(test)]
mod chapter_rows;

/// Returns the page of a row of the table of pages that has a `part`. All these rows call this function, so that each
/// further row adds less code to the first load.
fn on_demand(path: &'static str, part: fn() -> Loading, title: &'static str) -> Html {
    html! { <OnDemand key={path} load={Load(part)} {title} /> }
}

fn unconfigured(error: &ConfigError) -> Html {
    html! {
        <main class="page">
            <div class={stack_style()}>
                <h1>{ texts::APP_NAME }</h1>
                { notice(Tone::Alert, errors::of_config_error(error)) }
            </div>
        </main>
    }
}

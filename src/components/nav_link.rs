//! A link to a page of the app, marked as current when that page is shown.

use web_sys::MouseEvent;
use yew::prelude::*;
use yew_router::Routable;
use yew_router::hooks::{use_navigator, use_route};

use crate::routes::Route;

/// What [`NavLink`] takes.
#[derive(Properties, PartialEq)]
pub struct NavLinkProps {
    /// Where it leads.
    pub route: Route,
    /// The look.
    #[prop_or_default]
    pub class: Classes,
    /// Whether to say so when it leads to where one already is.
    #[prop_or(true)]
    pub current: bool,
    /// What it says.
    pub children: Html,
}

/// A link within the app. yew-router's own has no way to carry `aria-current`.
#[component]
pub fn NavLink(props: &NavLinkProps) -> Html {
    let route = props.route.clone();
    let navigator = use_navigator();
    let here = use_route::<Route>().as_ref() == Some(&route);

    let base = navigator.as_ref().and_then(|navigator| navigator.basename()).unwrap_or_default();
    let href = format!("{base}{}", route.to_path());
    let onclick = Callback::from(move |event: MouseEvent| {
        // A click that asks for a new tab, a window or a download is the browser's.
        if event.button() != 0 || event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key() {
            return;
        }
        if let Some(navigator) = &navigator {
            event.prevent_default();
            // As browsers do: what leads to where one is leaves no step for the back button.
            if here { navigator.replace(&route) } else { navigator.push(&route) }
        }
    });

    html! {
        <a {href} {onclick} class={props.class.clone()} aria-current={(here && props.current).then_some("page")}>
            { props.children.clone() }
        </a>
    }
}

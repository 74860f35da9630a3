//! A link to a page of the app, marked as current when that page is shown.

use web_sys::MouseEvent;
use yew::prelude::*;

use crate::navigation::use_location;
use crate::routes::Route;

/// What [`GoTo`] takes.
#[derive(Properties, PartialEq)]
pub struct GoToProps {
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

/// A link within the app.
#[component]
pub fn GoTo(props: &GoToProps) -> Html {
    let route = props.route.clone();
    let location = use_location();
    let here = location.route == route;
    let href = location.navigator.href(&route);
    let onclick = Callback::from(move |event: MouseEvent| {
        // A click that asks for a new tab, a window or a download is the browser's.
        if event.button() != 0 || event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key() {
            return;
        }
        event.prevent_default();
        // As in browsers: a link to the shown page adds no step for the back button.
        if here { location.navigator.replace(&route) } else { location.navigator.push(&route) }
    });

    html! {
        <a {href} {onclick} class={props.class.clone()} aria-current={(here && props.current).then_some("page")}>
            { props.children.clone() }
        </a>
    }
}

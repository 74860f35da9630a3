//! A link to a page of the app. While that page is shown, the link can be marked as current.

use web_sys::MouseEvent;
use yew::prelude::*;

use crate::navigation::use_location;
use crate::routes::Route;

/// The properties of [`NavLink`].
#[derive(Properties, PartialEq)]
pub struct NavLinkProps {
    /// The page to which the link leads.
    pub route: Route,
    /// The CSS classes.
    #[prop_or_default]
    pub class: Classes,
    /// Whether to mark the link if it leads to the current page.
    #[prop_or(true)]
    pub current: bool,
    /// The content.
    pub children: Html,
}

/// A link to a page of the app.
#[component]
pub fn NavLink(props: &NavLinkProps) -> Html {
    let route = props.route.clone();
    let location = use_location();
    let here = location.route == route;
    let href = location.navigator.href(&route);
    // Most people point at a link a fraction of a second before they click it. This time is used to load its page.
    let preload = {
        let (preload, route) = (location.preload.clone(), route.clone());
        move || preload.emit(route.clone())
    };
    let onpointerenter = preload.clone();
    let onpointerenter = move |_: PointerEvent| onpointerenter();
    let onfocus = move |_: FocusEvent| preload();
    let onclick = Callback::from(move |event: MouseEvent| {
        // The browser itself handles clicks that open a new tab or window, or that download.
        if event.button() != 0 || event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key() {
            return;
        }
        event.prevent_default();
        // A click on a link to the current page adds no entry to the history. Browsers treat ordinary links in the same
        // way.
        if here { location.navigator.replace(&route) } else { location.navigator.push(&route) }
    });

    html! {
        <a {href} {onclick} {onpointerenter} {onfocus} class={props.class.clone()} aria-current={(here && props.current).then_some("page")}>
            { props.children.clone() }
        </a>
    }
}

//! The navigation: the links that the user may see, the link to the user's page, and the button to sign out. On a
//! narrow page it is a menu, otherwise a row. It reacts to changes of the session by itself, independently of the
//! guard. `static/base.css` has its styles, because `index.html` shows the same navigation before the program runs.

use yew::prelude::*;

use crate::components::focus::Spot;
use crate::components::menu::use_menu;
use crate::components::nav_link::NavLink;
use crate::components::text::text;
use crate::routes::{Link, Route};
use crate::session::{use_api, use_session};
use crate::texts::layout;
use crate::user::User;

/// The id of the element with the links. The menu button refers to this element.
const MENU: &str = "menu";

/// The properties of [`Navbar`].
#[derive(Properties, PartialEq)]
pub struct NavbarProps {
    /// The page's main element, which gets the focus after a sign-out.
    #[prop_or_default]
    pub main: NodeRef,
}

/// The navigation in the bar at the top of each page.
#[component]
pub fn Navbar(props: &NavbarProps) -> Html {
    let api = use_api();
    let record = use_session();
    let menu = use_menu();
    let log_out = {
        let main = props.main.clone();
        move |_| {
            api.sign_out();
            // The pressed button disappears, so the focus moves to the main element.
            Spot::default().resume(&main);
        }
    };
    let user = record.user();

    html! {
        <nav aria-label={layout::NAVIGATION} ref={menu.nav} onkeydown={menu.onkeydown} onfocusout={menu.onfocusout}>
            <button
                type="button"
                class="second"
                aria-expanded={if menu.open { "true" } else { "false" }}
                aria-controls={MENU}
                ref={menu.button}
                onclick={menu.toggle}
            >
                { layout::MENU }
            </button>
            // Every click inside of this element counts as a choice, and closes the menu.
            <div id={MENU} onclick={menu.close}>
                <ul role="list">{ pages(user) }</ul>
                <ul role="list" class="account">
                    { account(user) }
                    if user.is_some() {
                        <li><button type="button" class="second" onclick={log_out}>{ layout::LOG_OUT }</button></li>
                    }
                </ul>
            </div>
        </nav>
    }
}

/// Returns those links of the kind [`Link::Page`] whose pages this user may see. `user` is `None` if nobody is signed
/// in.
fn pages(user: Option<&User>) -> Html {
    let links = Route::links().filter_map(|(route, link)| match link {
        Link::Page(label) if route.access().admits(user) => {
            Some(html! { <li key={*label}><NavLink route={route.clone()}>{ *label }</NavLink></li> })
        }
        _ => None,
    });
    links.collect()
}

/// Returns the links at the end of the navigation. For a signed-in user, this is the link to the profile. If nobody is
/// signed in, these are the links to the forms for sign-up and sign-in.
fn account(user: Option<&User>) -> Html {
    let links = Route::links().filter_map(|(route, link)| match (link, user) {
        (Link::Username, Some(user)) => {
            let name = text(user.display_name().to_owned());
            Some(html! { <li key="me" class="me"><NavLink route={route.clone()}>{ name }</NavLink></li> })
        }
        (Link::SignedOut(label), None) => {
            Some(html! { <li key={*label}><NavLink route={route.clone()}>{ *label }</NavLink></li> })
        }
        _ => None,
    });
    links.collect()
}

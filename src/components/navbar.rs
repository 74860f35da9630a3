//! The navigation: where the signed-in user may go, who that is, and the way out. A row; on a narrow page a menu.
//! It must not know the guard, nor anyone else who listens to the session, nor how it looks: `static/base.css` does, as
//! of all that the frame is made of.

use stylist::css;
use yew::prelude::*;

use crate::components::focus::Spot;
use crate::components::link::GoTo;
use crate::components::menu::use_menu;
use crate::components::text::text;
use crate::contract::Role;
use crate::routes::Route;
use crate::session::{use_api, use_session};
use crate::style;

/// What the button opens and closes.
const MENU: &str = "menu";

/// What [`Navbar`] takes.
#[derive(Properties, PartialEq)]
pub struct NavbarProps {
    /// The page's main part.
    #[prop_or_default]
    pub main: NodeRef,
}

/// The navigation.
#[component]
pub fn Navbar(props: &NavbarProps) -> Html {
    let api = use_api();
    let record = use_session();
    let menu = use_menu();
    // Here, so that a wide page has no menu even where base.css does not come.
    let class = style::class(css!(
        r#"
        & > button {
            display: none;
        }
        @media (max-width: 40rem) {
            & > button {
                display: block;
            }
        }
        "#
    ));
    let log_out = {
        let main = props.main.clone();
        move |_| {
            api.sign_out();
            // The button goes with the user, and whoever has pressed it reads on in the page.
            Spot::default().resume(&main);
        }
    };
    let user = record.user();
    let has = |role: &Role| user.is_some_and(|user| user.has(role));

    html! {
        <nav {class} aria-label="Main" ref={menu.nav} onkeydown={menu.onkeydown} onfocusout={menu.onfocusout}>
            <button
                type="button"
                class="second"
                aria-expanded={if menu.open { "true" } else { "false" }}
                aria-controls={MENU}
                ref={menu.button}
                onclick={menu.toggle}
            >
                { "Menu" }
            </button>
            // Whatever is pressed there has been chosen.
            <div id={MENU} onclick={menu.close}>
                <ul role="list">
                    <li><GoTo route={Route::Home}>{ "Home" }</GoTo></li>
                    if user.is_some() {
                        <li><GoTo route={Route::User}>{ "User" }</GoTo></li>
                    }
                    if has(&Role::MODERATOR) {
                        <li><GoTo route={Route::Moderator}>{ "Moderator Board" }</GoTo></li>
                    }
                    if has(&Role::ADMIN) {
                        <li><GoTo route={Route::Admin}>{ "Admin Board" }</GoTo></li>
                    }
                    { activity() }
                </ul>
                <ul role="list" class="account">
                    if let Some(user) = user {
                        // Keyed: the texts of the links that stood here go with these.
                        <li key="me" class="me">
                            <GoTo route={Route::Profile}>{ text(user.username.clone()) }</GoTo>
                        </li>
                        <li><button type="button" class="second" onclick={log_out}>{ "Log out" }</button></li>
                    } else {
                        <li><GoTo route={Route::Register}>{ "Sign Up" }</GoTo></li>
                        <li><GoTo route={Route::Login}>{ "Login" }</GoTo></li>
                    }
                </ul>
            </div>
        </nav>
    }
}

#[cfg(feature = "activity")]
fn activity() -> Html {
    html! { <li><GoTo route={Route::Activity}>{ "Activity" }</GoTo></li> }
}

#[cfg(not(feature = "activity"))]
fn activity() -> Html {
    html! {}
}

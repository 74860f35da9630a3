//! The navigation: where the signed-in user may go, who that is, and the way out.
//! It must not know the guard, nor anyone else who listens to the session.

use stylist::css;
use yew::prelude::*;

use crate::api::use_api;
use crate::components::link::GoTo;
use crate::contract::Role;
use crate::routes::Route;
use crate::session::use_session;
use crate::style;

/// The navigation.
#[component]
pub fn Navbar() -> Html {
    let api = use_api();
    let record = use_session();
    let class = style::class(css!(
        r#"
        display: flex;
        flex: 1 1 20rem;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1);
        min-width: 0;
        /* The words stand in line with what is above and below them, not the edges of the links. */
        margin-inline-end: calc(-1 * var(--space-3));

        & ul {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--space-1);
            min-width: 0;
        }
        & ul.account {
            margin-inline-start: auto;
        }
        & li {
            min-width: 0;
        }
        & a {
            display: inline-flex;
            align-items: center;
            min-height: var(--control);
            max-width: 100%;
            padding: var(--space-1) var(--space-3);
            border-radius: var(--radius);
            color: var(--ink);
            text-decoration: none;
            overflow-wrap: anywhere;
        }
        & a:hover {
            background: var(--surface-2);
            color: var(--ink);
        }
        & a[aria-current="page"] {
            background: var(--accent-soft);
        }
        & button {
            margin-inline: var(--space-3);
            border-color: var(--line-strong);
            background: transparent;
            color: var(--ink);
            font-weight: inherit;
        }
        & button:hover {
            background: var(--surface-2);
        }
        @media (max-width: 30rem) {
            margin-inline: calc(-1 * var(--space-2));

            & a {
                padding-inline: var(--space-2);
            }
            & button {
                margin-inline: var(--space-2);
            }
        }
        "#
    ));
    let log_out = move |_| api.sign_out();
    let user = record.user();
    let has = |role: &Role| user.is_some_and(|user| user.has(role));

    html! {
        <nav {class} aria-label="Main">
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
                <li><GoTo route={Route::Activity}>{ "Activity" }</GoTo></li>
            </ul>
            <ul role="list" class="account">
                if let Some(user) = user {
                    <li><GoTo route={Route::Profile}>{ user.username.clone() }</GoTo></li>
                    <li><button type="button" onclick={log_out}>{ "Log out" }</button></li>
                } else {
                    <li><GoTo route={Route::Register}>{ "Sign Up" }</GoTo></li>
                    <li><GoTo route={Route::Login}>{ "Login" }</GoTo></li>
                }
            </ul>
        </nav>
    }
}

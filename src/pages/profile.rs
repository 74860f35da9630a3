//! `/profile`: the signed-in user, the session as the record has it, the form for a new password and the link to
//! `/sessions` if the server offers them, and a field for notes.

use stylist::ast::sheet;
use yew::prelude::*;

use crate::components::card::{card_style, stack_style};
use crate::components::description_list::description_list;
use crate::components::nav_link::NavLink;
use crate::components::password_form::PasswordForm;
use crate::components::text::text;
use crate::components::time::date_and_time;
use crate::routes::Route;
use crate::session::{SignedIn, use_session};
use crate::style;
use crate::texts::{profile, session_figures, time};
use crate::user::User;
use evergreen_session::Offer;

/// The profile of the signed-in user.
#[component]
pub fn Profile() -> Html {
    let record = use_session();
    // While the sign-in form covers this page, the record has no user. So the page keeps the last session, and still
    // shows its user.
    let last = use_mut_ref(|| None::<SignedIn>);
    if let Some(signed_in) = record.signed_in() {
        *last.borrow_mut() = Some(signed_in.clone());
    }
    let notes = style::class(|| {
        sheet!(
            r#"
        display: grid;
        gap: var(--space-2);

        & textarea {
            min-height: calc(3 * var(--space-6));
            resize: vertical;
        }
        & p {
            font-size: var(--text-s);
        }
        "#
        )
    });
    let Some(signed_in) = last.borrow().clone() else {
        return html! {};
    };
    html! {
        <div class={stack_style()}>
            <h1>{ Route::Profile.title() }</h1>
            { person(&signed_in.user) }
            { session(&signed_in) }
            if signed_in.offers.contains(Offer::Password) {
                <PasswordForm username={signed_in.user.username.clone()} />
            }
            <div class={classes!(card_style(), notes)}>
                <label for="profile-notes">{ profile::NOTES }</label>
                <textarea id="profile-notes" aria-describedby="profile-notes-hint" />
                <p id="profile-notes-hint" class="quiet">
                    { profile::NOTES_HINT }
                </p>
            </div>
        </div>
    }
}

fn person(user: &User) -> Html {
    let class = style::class(|| {
        sheet!(
            r#"
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-4) var(--space-5);

        & > span {
            display: grid;
            place-items: center;
            width: calc(1.5 * var(--control));
            height: calc(1.5 * var(--control));
            border: var(--hair) solid transparent;
            border-radius: var(--round);
            background: var(--accent-soft);
            color: var(--accent);
            font-size: var(--text-xl);
            font-weight: var(--strong);
            text-transform: uppercase;
        }
        & > div {
            flex: 1 1 60%;
            min-width: 0;
        }
        & ul {
            display: flex;
            flex-wrap: wrap;
            gap: var(--space-2);
            margin-block: var(--space-3) var(--space-2);
        }
        & li {
            padding-inline: var(--space-3);
            border: var(--hair) solid transparent;
            border-radius: var(--round);
            background: var(--accent-soft);
            font-size: var(--text-s);
        }
        & ul + p {
            font-size: var(--text-s);
        }
        "#
        )
    });
    let id = profile::user_id(&user.id);
    let initial: String = user.display_name().chars().take(1).collect();
    html! {
        <section class={classes!(card_style(), class)}>
            <span aria-hidden="true">{ text(initial) }</span>
            <div>
                <h2>{ text(user.display_name().to_owned()) }</h2>
                <p>{ text(user.email.clone()) }</p>
                <ul role="list" aria-label={profile::ROLES}>
                    { for user.roles.iter().map(|role| html! { <li><code>{ text(role.name().to_owned()) }</code></li> }) }
                </ul>
                <p class="quiet">{ text(id) }</p>
            </div>
        </section>
    }
}

fn session(signed_in: &SignedIn) -> Html {
    let known = [
        (session_figures::SIGNED_IN_SINCE, signed_in.since.map(date_and_time)),
        (session_figures::REFRESHES, Some(signed_in.renewals.to_string())),
        (session_figures::LAST_REFRESH, (signed_in.renewals > 0).then(|| date_and_time(signed_in.renewed_at))),
        (session_figures::SESSION_ENDS, signed_in.session_ends_at.map(date_and_time)),
        (session_figures::ENDS_UNUSED, signed_in.idle_ends_at().map(date_and_time)),
        (session_figures::TOKEN_LIFETIME, signed_in.expires_in.map(|seconds| time::seconds(seconds.into()))),
    ];
    html! {
        <section class={classes!(card_style(), stack_style())}>
            <h2>{ session_figures::SESSION }</h2>
            { description_list(known.into_iter().filter_map(|(name, value)| Some((name, value?)))) }
            if signed_in.offers.contains(Offer::Sessions) {
                <p><NavLink route={Route::Sessions}>{ Route::Sessions.title() }</NavLink></p>
            }
        </section>
    }
}

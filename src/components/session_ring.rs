//! The card about the session on the home page: a ring that shows the age of the access token, and the numbers of
//! requests and refreshes.

use stylist::ast::sheet;
use yew::prelude::*;

use crate::components::card::card_style;
use crate::components::description_list::description_list;
use crate::components::nav_link::NavLink;
use crate::components::time::{age, seconds_since, use_seconds};
use crate::routes::Route;
use crate::session::{use_api, use_session};
use crate::style;
use crate::texts::{forms, session_figures};

/// The age at which the ring is full, in seconds, if the server does not announce the lifetime of a token.
const DEFAULT_LIFETIME: u64 = 60;

/// The card about the session. While the page is visible, the card renders again every second, because it shows an age.
#[component]
pub fn SessionRing() -> Html {
    let api = use_api();
    let record = use_session();
    use_seconds();
    let class = style::class(|| {
        sheet!(
            r#"
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-4) var(--space-6);

        & h2 {
            flex: 1 0 100%;
        }
        & svg {
            width: calc(3.5 * var(--space-6));
            height: calc(3.5 * var(--space-6));
        }
        & circle {
            fill: none;
            stroke: var(--line);
            stroke-width: var(--space-2);
        }
        & .age {
            stroke: var(--accent);
            stroke-linecap: round;
            transform: rotate(-90deg);
            transform-origin: center;
        }
        & text {
            fill: var(--ink);
            font-size: var(--text-l);
            font-weight: var(--strong);
            text-anchor: middle;
        }
        & text + text {
            fill: var(--muted);
            font-size: var(--text-s);
            font-weight: normal;
        }
        "#
        )
    });
    let ours = [
        (session_figures::REQUESTS_OF_TAB, api.calls().to_string()),
        (session_figures::REFRESHES_OF_TAB, api.refreshes().to_string()),
    ];
    let (picture, words) = match record.signed_in() {
        Some(signed_in) => {
            let seconds = seconds_since(signed_in.renewed_at);
            let round = signed_in.expires_in.map_or(DEFAULT_LIFETIME, u64::from).max(1);
            let what =
                if signed_in.renewals == 0 { session_figures::SINCE_SIGN_IN } else { session_figures::SINCE_REFRESH };
            let theirs = [
                (session_figures::USER, signed_in.user.display_name().to_owned()),
                (session_figures::REFRESHES, signed_in.renewals.to_string()),
            ];
            (
                ring((seconds * 100 / round).min(100), age(seconds), what),
                description_list(theirs.into_iter().chain(ours)),
            )
        }
        None => {
            let invitation = html! {
                <div>
                    <p>{ session_figures::SIGNED_OUT }</p>
                    <p>
                        <NavLink route={Route::Login}>{ forms::SIGN_IN }</NavLink>
                        { " · " }
                        <NavLink route={Route::Register}>{ forms::CREATE_ACCOUNT }</NavLink>
                    </p>
                </div>
            };
            (ring(0, session_figures::NO_AGE.to_owned(), session_figures::NO_SESSION), invitation)
        }
    };
    html! {
        <section class={classes!(card_style(), class)} aria-labelledby="session-ring-heading">
            <h2 id="session-ring-heading">{ session_figures::YOUR_SESSION }</h2>
            { picture }
            { words }
        </section>
    }
}

/// Returns the ring, filled to `percent` (0 to 100). It contains two texts: the age of the access token, and the event
/// since which this age counts (`what`).
fn ring(percent: u64, age: String, what: &'static str) -> Html {
    html! {
        // The ring has no `viewBox`. If a person chooses larger text in the browser, a `viewBox` would enlarge the
        // texts a second time.
        <svg role="img" aria-label={session_figures::token_age(&age, what)}>
            <circle cx="50%" cy="50%" r="44%" />
            <circle
                class="age"
                cx="50%"
                cy="50%"
                r="44%"
                pathLength="100"
                stroke-dasharray={format!("{percent} 100")}
                visibility={(percent == 0).then_some("hidden")}
            />
            <text key={&*age} x="50%" y="50%">{ age }</text>
            <text key={what} x="50%" y="66%">{ what }</text>
        </svg>
    }
}

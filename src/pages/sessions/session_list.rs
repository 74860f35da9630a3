//! The list of the user's own sessions, with its states of waiting and of failure.

use stylist::ast::sheet;
use yew::prelude::*;

use super::ended::Ended;
use super::session_row::{row_id, session_row};
use super::sign_out_others::sign_out_others;
use crate::components::card::{card_style, stack_style};
use crate::components::failure::failure;
use crate::components::focus::{focus, focus_if_lost};
use crate::components::notice::{Tone, passing};
use crate::components::skeleton::skeleton;
use crate::components::text::text;
use crate::own_sessions::{self, OwnSession};
use crate::routes::Route;
use crate::session::{use_api, use_request, use_session};
use crate::style;
use crate::texts::{boards, layout, sessions};
use evergreen_session::{Audience, Stage};

/// The list, with its states of waiting and of failure.
#[component]
pub fn SessionList() -> Html {
    let (api, record) = (use_api(), use_session());
    let load = use_request(own_sessions::list_request(), Audience::User, |api, request| async move {
        own_sessions::list(&api, request).await
    });
    let ended = use_reducer(Ended::default);
    let heading = use_node_ref();
    let shown: Option<Vec<_>> = load.data.as_ref().map(|all| {
        let is_shown = |session: &&OwnSession| !ended.ids.contains(&session.id);
        all.iter().filter(is_shown).collect()
    });
    let count = shown.as_ref().map_or(0, Vec::len);
    {
        // The pressed button has disappeared together with its row. The focus goes to the next row, so that a person
        // can go on from there.
        let place = ended.place.min(count.saturating_sub(1));
        use_effect_with(ended.times, move |times| {
            if *times > 0 {
                focus_if_lost(&row_id(place));
            }
        });
    }

    let reload = load.reload.reform(|_: MouseEvent| ());
    let waiting = load.stage == Stage::Waiting;
    let failure = match &load.stage {
        Stage::Failed(error, number) => {
            // When the person clicks the button `Try again`, it disappears. So the focus moves to the heading.
            let (reload, heading) = (reload.clone(), heading.clone());
            let reload = Callback::from(move |event| {
                reload.emit(event);
                focus(&heading);
            });
            failure(error, *number, &api, record.user().is_some(), reload)
        }
        _ => html! {},
    };
    let body = match (&load.stage, shown) {
        (_, Some(shown)) => {
            let others: Vec<_> =
                shown.iter().filter(|session| !session.current).map(|other| other.id.clone()).collect();
            let ended = ended.dispatcher();
            let rows = shown.iter().enumerate().map(|(place, session)| session_row(&api, session, place, &ended));
            html! {
                <section class={classes!(card_style(), list_style())}>
                    if count > 0 {
                        <ul role="list">{ for rows }</ul>
                    }
                    <div>
                        if others.is_empty() {
                            <p class="quiet">{ if count == 0 { sessions::NONE } else { sessions::NO_OTHERS } }</p>
                        } else {
                            { sign_out_others(&api, others, &ended) }
                        }
                        <button type="button" class="second" onclick={reload}>{ boards::REFRESH }</button>
                    </div>
                </section>
            }
        }
        (Stage::Failed(..), None) => html! {},
        _ => skeleton(waiting),
    };
    html! {
        <div class={stack_style()}>
            <header>
                <h1 ref={heading} tabindex="-1">{ Route::Sessions.title() }</h1>
                <p class="quiet">{ sessions::INTRODUCTION }</p>
            </header>
            { passing(Tone::Success, ended.message.clone()) }
            { failure }
            { body }
            <p class="visually-hidden" role="status">{ text(if waiting { layout::LOADING } else { "" }) }</p>
        </div>
    }
}

/// Returns the class of the card with the list.
fn list_style() -> Classes {
    style::class(|| {
        sheet!(
            r#"
        & li {
            display: flex;
            flex-wrap: wrap;
            align-items: start;
            justify-content: space-between;
            gap: var(--space-3) var(--space-5);
            padding-block-end: var(--space-4);
            margin-block-end: var(--space-4);
            border-block-end: var(--hair) solid var(--line);
        }
        & li > div:first-child {
            flex: 1 1 60%;
            min-width: 0;
        }
        & li p:has(strong) {
            margin-block: var(--space-1);
        }
        & li strong {
            padding-inline: var(--space-3);
            border: var(--hair) solid transparent;
            border-radius: var(--round);
            background: var(--accent-soft);
            font-size: var(--text-s);
            font-weight: normal;
        }
        & li .quiet {
            font-size: var(--text-s);
        }
        & > div {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--space-3);
        }
        "#
        )
    })
}

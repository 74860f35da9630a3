//! The page `/activity`: sends a burst (many requests at once), and shows the session in figures and on a timeline.

mod burst;
mod burst_panel;
mod session_card;

use evergreen_timeline::use_timeline;
use stylist::ast::{Sheet, sheet};
use yew::prelude::*;

use self::burst_panel::BurstPanel;
use self::session_card::SessionCard;
use crate::components::card::{card_style, stack_style};
use crate::routes::Route;
use crate::session::{SignedIn, use_session};
use crate::style;
use crate::texts::activity;

/// The page `/activity`. Everybody may see it; the burst and the button `Refresh now` need a signed-in user.
#[component]
pub fn Activity() -> Html {
    let record = use_session();
    let timeline = use_timeline(activity::EMPTY_TIMELINE);
    // `key` changes when a session begins after another one. With a new key, Yew creates the panels anew, so they do
    // not show the results of the earlier session. When a session ends, `key` does not change. So the results of the
    // session stay on the page until the next session begins.
    let known = use_mut_ref(|| (None, 0_u32));
    if let Some(SignedIn { session, .. }) = record.signed_in() {
        let (before, followers) = &mut *known.borrow_mut();
        if before.replace(session.clone()).is_some_and(|before| before != *session) {
            *followers += 1;
        }
    }
    let key = known.borrow().1;
    let (page, card) = (style::class(page_sheet), classes!(card_style(), style::class(wide_sheet)));
    html! {
        <div class={classes!(stack_style(), page)}>
            <h1>{ Route::Activity.title() }</h1>
            <div class="pair">
                <div class={card.clone()}><BurstPanel {key} /></div>
                <div class={card.clone()}><SessionCard {key} /></div>
            </div>
            <div class={card}>{ timeline }</div>
        </div>
    }
}

fn page_sheet() -> Sheet {
    sheet!(
        r#"
        max-width: none;

        & .pair {
            display: grid;
            grid-template-columns: repeat(auto-fit, minmax(min(100%, calc(8 * var(--space-6))), 1fr));
            gap: var(--space-4);
        }
        "#
    )
}

fn wide_sheet() -> Sheet {
    sheet!("max-width: none; min-width: 0;")
}

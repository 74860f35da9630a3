//! The timeline on the page: which episode, as a picture or as a table, and what can be done with it.
//! It must not know who takes down what it shows.

use std::rc::Rc;

use stylist::css;
use yew::prelude::*;

use super::clock::{Micros, duration, on_the_wall, since_start, time_of_day};
use super::download;
use super::episode::Episode;
use super::journal::{BOUND, Journal};
use super::picture::{Id, Picture, Shade};
use super::table::table;
use super::waterfall::{shade_style, waterfall, words};
use crate::components::card::stack_style;
use crate::components::redraw::use_redraw;
use crate::components::text::text;
use crate::style;

/// How often to look whether anything has changed, in ms; only while the timeline is on the page.
const LOOK: u32 = 200;

/// What stands in place of a timeline without entries.
const PAUSED: &str = "Paused: what happens now is not taken down.";
const NOTHING: &str = "Nothing has happened yet. Send a burst, or go to a board and come back.";

/// The timeline.
#[component]
pub fn Timeline() -> Html {
    let journal = Journal::here();
    // When the episode began, where it is not the last.
    let chosen = use_state_eq(|| None::<Micros>);
    let as_table = use_state_eq(|| false);
    let refused = use_state_eq(|| false);
    let row = use_state_eq(|| None::<Id>);
    use_live();
    let class = style::class(css!(
        r#"
        max-width: none;

        & .row {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--space-2) var(--space-3);
        }
        & .row h2 {
            margin-inline-end: auto;
        }
        & button {
            min-height: calc(0.8 * var(--control));
            padding-block: var(--space-1);
        }
        & button[aria-pressed="true"] {
            background: var(--accent-soft);
        }
        @media (forced-colors: active) {
            & button[aria-pressed="true"] {
                forced-color-adjust: none;
                background: Highlight;
                color: HighlightText;
            }
        }
        & .legend {
            font-size: var(--text-s);
        }
        & .legend li {
            display: inline-flex;
            align-items: center;
            gap: var(--space-1);
        }
        "#
    ));

    let now = since_start();
    let entries = journal.entries();
    let episodes = Episode::all(&entries, now);
    let last = episodes.len().saturating_sub(1);
    let place = episodes.iter().position(|episode| Some(episode.from) == *chosen).unwrap_or(last);
    let go = |place: usize| {
        let (chosen, row) = (chosen.clone(), row.clone());
        let from = episodes.get(place).map(|episode| episode.from).filter(|_| place < last);
        Callback::from(move |_: MouseEvent| {
            chosen.set(from);
            row.set(None);
        })
    };
    let view = |table: bool| {
        let as_table = as_table.clone();
        Callback::from(move |_: MouseEvent| as_table.set(table))
    };
    let paused = journal.is_paused();
    let pause = {
        let journal = journal.clone();
        Callback::from(move |_: MouseEvent| journal.pause(!journal.is_paused()))
    };
    let clear = {
        let (journal, chosen, row) = (journal.clone(), chosen.clone(), row.clone());
        Callback::from(move |_: MouseEvent| {
            journal.clear();
            chosen.set(None);
            row.set(None);
        })
    };
    let save = {
        let (journal, refused) = (journal.clone(), refused.setter());
        Callback::from(move |_: MouseEvent| refused.set(save(&journal).is_err()))
    };

    html! {
        <section class={classes!(stack_style(), class)} aria-labelledby="timeline-heading">
            <div class="row">
                <h2 id="timeline-heading">{ "Timeline" }</h2>
                <div class="row" role="group" aria-label="View">
                    { switch("Picture", !*as_table, view(false)) }
                    { switch("Table", *as_table, view(true)) }
                </div>
                { switch("Pause", paused, pause) }
                { press("Clear", true, clear) }
                { press("Save as JSON", true, save) }
            </div>
            if *refused {
                <p role="alert">{ "This browser did not let the file be saved. Choose Table and copy from there." }</p>
            }
            if let Some(episode) = episodes.get(place).copied() {
                <div class="row">
                    { line(format!(
                        "{} · {} · {} of {}",
                        time_of_day(episode.from),
                        duration(episode.to - episode.from),
                        place + 1,
                        episodes.len(),
                    ), None) }
                    { press("Earlier", place > 0, go(place.saturating_sub(1))) }
                    { press("Later", place < last, go(place + 1)) }
                    if entries.forgotten > 0 {
                        { line(format!("Only {BOUND} are kept; {} are forgotten.", entries.forgotten), Some("quiet")) }
                    }
                </div>
                if *as_table {
                    { table(&entries, episode, now) }
                } else {
                    { picture(&Rc::new(Picture::of(&entries, episode, now)), &row) }
                }
            } else {
                { line(if paused { PAUSED } else { NOTHING }, Some("quiet")) }
            }
        </section>
    }
}

fn line(words: impl Into<AttrValue>, class: Option<&'static str>) -> Html {
    html! { <p {class}>{ text(words) }</p> }
}

fn press(name: &'static str, enabled: bool, onclick: Callback<MouseEvent>) -> Html {
    // Not `disabled`, which would take the focus away from who presses it as often as it goes.
    html! {
        <button type="button" class="second" aria-disabled={(!enabled).then_some("true")} onclick={enabled.then_some(onclick)}>
            { name }
        </button>
    }
}

fn switch(name: &'static str, on: bool, onclick: Callback<MouseEvent>) -> Html {
    let pressed = if on { "true" } else { "false" };
    html! { <button type="button" class="second" aria-pressed={pressed} {onclick}>{ name }</button> }
}

fn picture(picture: &Rc<Picture>, row: &UseStateHandle<Option<Id>>) -> Html {
    let legend = picture.shapes.iter().filter_map(|(shade, ..)| Some((*shade, words(*shade)?)));
    html! {
        <>
            { waterfall(picture, row) }
            <ul class="row legend" role="list">{ for legend.map(entry) }</ul>
        </>
    }
}

fn entry((shade, words): (Shade, &'static str)) -> Html {
    html! {
        <li key={words}>
            <svg width="12" height="12" aria-hidden="true"><rect class={shade_style(shade)} width="12" height="12" rx="2" /></svg>
            { words }
        </li>
    }
}

/// Draws anew while anything changes or is under way.
#[hook]
fn use_live() {
    let journal = Journal::here();
    let mut drawn = journal.version();
    use_redraw(LOOK, move || {
        let version = journal.version();
        let changed = std::mem::replace(&mut drawn, version) != version;
        changed || journal.entries().is_busy()
    });
}

fn save(journal: &Journal) -> Result<(), wasm_bindgen::JsValue> {
    let began = js_sys::Date::new(&on_the_wall(0).into());
    let began: String = began.to_iso_string().into();
    download::offer("evergreen-activity.json", &journal.entries().to_json(&began))
}

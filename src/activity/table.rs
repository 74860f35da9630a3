//! The timeline as a table: for screen readers, and to be copied.
//! It must not know which rows are worth showing.

use stylist::css;
use yew::prelude::*;

use super::clock::{Micros, duration, time_of_day};
use super::episode::{Episode, insert};
use super::journal::Entries;
use crate::components::text::text;
use crate::style;

const HEADINGS: [&str; 5] = ["Begun", "What", "Waited", "In all", "Outcome"];

/// The rows of an episode, in the order in which they began.
pub fn table(entries: &Entries, episode: Episode, now: Micros) -> Html {
    let class = style::class(css!(
        r#"
        max-height: 70vh;
        overflow: auto;

        & table {
            width: 100%;
            border-collapse: collapse;
            font-size: var(--text-s);
            font-variant-numeric: tabular-nums;
        }
        & th,
        & td {
            padding: var(--space-1) var(--space-2);
            border-block-end: var(--hair) solid var(--line);
            text-align: start;
            vertical-align: top;
            white-space: nowrap;
        }
        & caption {
            padding-block-end: var(--space-2);
            color: var(--muted);
            text-align: start;
        }
        "#
    ));
    let since = |at: Micros| duration(at.saturating_sub(episode.from));
    let none = || "–".to_owned();
    let mut rows: Vec<(Micros, [String; 5])> = Vec::new();
    for lane in entries.lanes.iter().filter(|lane| episode.holds(lane.begun)) {
        let total = duration(lane.until(now).saturating_sub(lane.begun));
        let row = [since(lane.begun), lane.about.words(), duration(lane.waited(now)), total, lane.outcome()];
        insert(&mut rows, (lane.begun, row), |(at, _)| *at);
    }
    for mark in entries.marks.iter().filter(|mark| episode.holds(mark.begun())) {
        let took = mark.from.map_or_else(none, |from| duration(mark.at.saturating_sub(from)));
        let row = [since(mark.begun()), mark.words(), none(), took, none()];
        insert(&mut rows, (mark.begun(), row), |(at, _)| *at);
    }
    html! {
        // Takes the focus, so that the arrow keys scroll it where the page is narrow.
        <div {class} tabindex="0" role="region" aria-label="Table">
            <table>
                <caption>{ text(format!("Times count from {}.", time_of_day(episode.from))) }</caption>
                <thead>
                    <tr>{ for HEADINGS.map(|heading| html! { <th scope="col">{ heading }</th> }) }</tr>
                </thead>
                <tbody>{ for rows.into_iter().map(|(_, row)| html! {
                    <tr>{ for row.into_iter().map(|cell| html! { <td>{ text(cell) }</td> }) }</tr>
                }) }</tbody>
            </table>
        </div>
    }
}

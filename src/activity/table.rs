//! The timeline as a table: for screen readers, and to be copied.
//! It must not know which rows are worth showing.

use stylist::css;
use yew::prelude::*;

use super::clock::{Micros, duration, time_of_day};
use super::episode::Episode;
use super::journal::Entries;
use crate::style;

/// The rows of an episode, in the order in which they began.
pub fn table(entries: &Entries, episode: Episode, now: Micros) -> Html {
    let class = style::class(css!(
        r#"
        overflow-x: auto;

        & table {
            width: 100%;
            border-collapse: collapse;
            font-size: var(--text-s);
            font-variant-numeric: tabular-nums;
        }
        & th,
        & td {
            padding: var(--space-1) var(--space-2);
            border-block-end: 1px solid var(--line);
            text-align: start;
            vertical-align: top;
        }
        & caption {
            padding-block-end: var(--space-2);
            color: var(--muted);
            text-align: start;
        }
        "#
    ));
    let since = |at: Micros| duration(at.saturating_sub(episode.from));
    let mut rows: Vec<(Micros, Html)> = Vec::new();
    for lane in entries.lanes.iter().filter(|lane| episode.holds(lane.begun)) {
        let total = duration(lane.until(now).saturating_sub(lane.begun));
        rows.push((
            lane.begun,
            html! {
                <tr key={format!("lane {}", lane.number)}>
                    <td>{ since(lane.begun) }</td>
                    <th scope="row">{ lane.about.words() }</th>
                    <td>{ duration(lane.waited(now)) }</td>
                    <td>{ total }</td>
                    <td>{ lane.outcome() }</td>
                </tr>
            },
        ));
    }
    for (place, mark) in
        entries.marks.iter().enumerate().filter(|(_, mark)| episode.holds(mark.from.unwrap_or(mark.at)))
    {
        let took = mark.from.map(|from| duration(mark.at.saturating_sub(from)));
        rows.push((
            mark.at,
            html! {
                <tr key={format!("mark {place}")}>
                    <td>{ since(mark.at) }</td>
                    <th scope="row">{ mark.words() }</th>
                    <td>{ "–" }</td>
                    <td>{ took.unwrap_or_else(|| "–".to_owned()) }</td>
                    <td>{ "–" }</td>
                </tr>
            },
        ));
    }
    rows.sort_by_key(|(at, _)| *at);
    html! {
        // Takes the focus, so that the arrow keys scroll it where the page is narrow.
        <div {class} tabindex="0" role="group" aria-label="Table">
            <table>
                <caption>{ format!("Times count from {}.", time_of_day(episode.from)) }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Begun" }</th>
                        <th scope="col">{ "What" }</th>
                        <th scope="col">{ "Waited" }</th>
                        <th scope="col">{ "In all" }</th>
                        <th scope="col">{ "Outcome" }</th>
                    </tr>
                </thead>
                <tbody>{ for rows.into_iter().map(|(_, row)| row) }</tbody>
            </table>
        </div>
    }
}

//! The table of a group, for screen readers and for copying.

use yew::prelude::*;

use crate::duration::duration;
use crate::group::Group;
use crate::journal::Entries;
use crate::sorted::insert;
use crate::texts;
use crate::time::{Micros, time_of_day};
use evergreen_markup::text::text;

/// Returns the table of a group. It has a row for each operation and each event, in the order in which they began.
pub(crate) fn table(entries: &Entries, group: Group, now: Micros) -> Html {
    let since = |at: Micros| duration(at.saturating_sub(group.from));
    let none = || texts::NONE.to_owned();
    let mut rows: Vec<(Micros, [String; 5])> = Vec::new();
    for operation in entries.operations.iter().filter(|operation| group.contains(operation.begun)) {
        let begun = operation.begun;
        let row = [
            since(begun),
            texts::operation(&operation.kind),
            duration(operation.waited(now)),
            duration(operation.until(now).saturating_sub(begun)),
            texts::outcome(operation),
        ];
        insert(&mut rows, (begun, row), |(at, _)| *at);
    }
    for event in entries.events.iter().filter(|event| group.contains(event.begun())) {
        let took = event.from.map_or_else(none, |from| duration(event.at.saturating_sub(from)));
        let row = [since(event.begun()), texts::event(event), none(), took, none()];
        insert(&mut rows, (event.begun(), row), |(at, _)| *at);
    }
    html! {
        // The region can have the focus, so that the arrow keys scroll it on a narrow page.
        <div class="scroll" tabindex="0" role="region" aria-label={texts::TABLE}>
            <table>
                <caption>{ text(texts::times_count_from(&time_of_day(group.from))) }</caption>
                <thead>
                    <tr>{ for texts::HEADINGS.map(|heading| html! { <th scope="col">{ heading }</th> }) }</tr>
                </thead>
                <tbody>{ for rows.into_iter().map(|(_, row)| html! {
                    <tr>{ for row.into_iter().map(|cell| html! { <td>{ text(cell) }</td> }) }</tr>
                }) }</tbody>
            </table>
        </div>
    }
}

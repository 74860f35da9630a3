//! The component that shows one group of the journal, as a waterfall or as a table.

use std::rc::Rc;

use yew::prelude::*;

use crate::controls::{button, switch};
use crate::download;
use crate::export;
use crate::group::Group;
use crate::journal::{BOUND, Journal};
use crate::sheet;
use crate::table::table;
use crate::texts;
use crate::time::{self, Micros, device_time, time_of_day};
use crate::waterfall::{Layout, RowId, legend, waterfall};
use evergreen_markup::redraw::use_redraw;
use evergreen_markup::text::text;

/// The time between two checks for changes of the journal, in ms.
const CHECK_EVERY: u32 = 200;

/// Shows what the session of this tab has done, as far as an [`observer`](crate::observer) has recorded it.
///
/// Operations and events that are close in time form a group, and the timeline shows one group. The user can go to
/// other groups, switch between a waterfall and a table, pause and clear the recording, and save the recording as JSON.
#[component]
pub fn Timeline() -> Html {
    use_timeline(texts::EMPTY)
}

/// Returns the same content as the component [`Timeline`], but the calling component renders it. So when the timeline
/// changes, the whole calling component is rendered again. With this hook, the wasm of an app is half a KB smaller than
/// with the component.
///
/// `empty` is the text that is shown while there are no entries. It may say what a person can do in this app so that
/// entries appear.
#[hook]
pub fn use_timeline(empty: &'static str) -> Html {
    let journal = Journal::of_page();
    // The time at which the chosen group began. `None` stands for the last group: when a newer group is added, the
    // timeline shows the newer one.
    let chosen = use_state_eq(|| None::<Micros>);
    let as_table = use_state_eq(|| false);
    let refused = use_state_eq(|| false);
    let row = use_state_eq(|| None::<RowId>);
    use_changes();

    let now = time::now();
    let entries = journal.entries();
    let groups = Group::all(&entries, now);
    let last = groups.len().saturating_sub(1);
    let place = groups.iter().position(|group| Some(group.from) == *chosen).unwrap_or(last);
    let go = |place: usize| {
        let (chosen, row) = (chosen.clone(), row.clone());
        let from = groups.get(place).map(|group| group.from).filter(|_| place < last);
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
        <section class={sheet::class()} aria-labelledby="timeline-heading">
            <div class="flow">
                <h2 id="timeline-heading">{ texts::TITLE }</h2>
                <div class="flow" role="group" aria-label={texts::VIEW}>
                    { switch(texts::PICTURE, !*as_table, view(false)) }
                    { switch(texts::TABLE, *as_table, view(true)) }
                </div>
                { switch(texts::PAUSE, paused, pause) }
                { button(texts::CLEAR, true, clear) }
                { button(texts::EXPORT, true, save) }
            </div>
            if *refused {
                <p role="alert">{ texts::EXPORT_REFUSED }</p>
            }
            if let Some(group) = groups.get(place).copied() {
                <div class="flow">
                    { line(texts::group(&time_of_day(group.from), group.to - group.from, place + 1, groups.len()), None) }
                    { button(texts::EARLIER, place > 0, go(place.saturating_sub(1))) }
                    { button(texts::LATER, place < last, go(place + 1)) }
                    if entries.forgotten > 0 {
                        { line(texts::forgotten(BOUND, entries.forgotten), Some("quiet")) }
                    }
                </div>
                if *as_table {
                    { table(&entries, group, now) }
                } else {
                    { picture(&Rc::new(Layout::of(&entries, group, now)), &row) }
                }
            } else {
                { line(if paused { texts::PAUSED } else { empty }, Some("quiet")) }
            }
        </section>
    }
}

fn line(words: impl Into<AttrValue>, class: Option<&'static str>) -> Html {
    html! { <p {class}>{ text(words) }</p> }
}

fn picture(layout: &Rc<Layout>, row: &UseStateHandle<Option<RowId>>) -> Html {
    html! {
        <>
            { waterfall(layout, row) }
            { legend(layout) }
        </>
    }
}

/// Renders the component again when the journal has changed, and repeatedly while an operation is under way.
#[hook]
fn use_changes() {
    let journal = Journal::of_page();
    let mut drawn = journal.version();
    use_redraw(CHECK_EVERY, move || {
        let version = journal.version();
        let changed = std::mem::replace(&mut drawn, version) != version;
        changed || journal.entries().is_busy()
    });
}

fn save(journal: &Journal) -> Result<(), wasm_bindgen::JsValue> {
    let began = js_sys::Date::new(&(device_time(0) as f64).into());
    let began: String = began.to_iso_string().into();
    download::offer(export::FILE_NAME, &export::to_json(&journal.entries(), &began))
}

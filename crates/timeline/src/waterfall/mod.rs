//! The waterfall of a group: the rows' names, the picture beside them, and the numbers of the chosen row.

mod layout;
mod legend;
mod paths;
mod scale;

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use crate::duration::round_duration;
use crate::texts;
use evergreen_markup::text::text;
use layout::ROW;
use scale::WIDTH;

pub(crate) use layout::{Layout, RowId};
pub(crate) use legend::legend;

/// The font size of the picture, in px, if the reader has not chosen another text size in the browser.
const EM: u32 = 16;
/// The width of a strip at the right edge, in units of the scale. A text on the axis is centred at its position, unless
/// the position is within this strip. There, a centred text would cross the edge, so the text ends at its position.
const EDGE: u64 = 60;

/// Returns the waterfall. A person chooses a row with the arrow keys, Home, End, the pointer or a touch. The id of the
/// chosen row is stored in `chosen`.
pub(crate) fn waterfall(layout: &Rc<Layout>, chosen: &UseStateHandle<Option<RowId>>) -> Html {
    let point = {
        let (layout, chosen) = (layout.clone(), chosen.clone());
        Callback::from(move |event: MouseEvent| {
            let Some(plot) = event.target_dyn_into::<Element>() else { return };
            let y = u32::try_from(event.offset_y()).unwrap_or_default();
            let height = u32::try_from(plot.client_height()).unwrap_or_default().max(1);
            if let Some(row) = layout.row_at(y * layout.height() / height).and_then(|row| layout.row(row)) {
                chosen.set(Some(row.id));
            }
        })
    };
    // The index of the chosen row. `None` if no row is chosen, or if the chosen row is not in this layout.
    let row = chosen.and_then(|id| layout.find(id));
    let onkeydown = {
        let (layout, chosen, last) = (layout.clone(), chosen.clone(), layout.len().saturating_sub(1));
        Callback::from(move |event: KeyboardEvent| {
            let next = match (event.key().as_str(), row) {
                ("ArrowDown", None) | ("Home", _) => 0,
                ("ArrowDown", Some(row)) => row.saturating_add(1).min(last),
                ("ArrowUp", row) => row.unwrap_or_default().saturating_sub(1),
                ("End", _) => last,
                _ => return,
            };
            event.prevent_default();
            chosen.set(layout.row(next).map(|row| row.id));
        })
    };
    // The height is in em, so that the picture grows with the names beside it if the reader chooses a larger text size.
    let height = format!("{}.{:04}em", layout.height() / EM, layout.height() % EM * (10_000 / EM));
    let many = layout.call_height < ROW;

    html! {
        <div
            class="waterfall"
            tabindex="0"
            role="region"
            aria-label={texts::WATERFALL}
            aria-describedby="waterfall-numbers"
            {onkeydown}
        >
            <ol role="list">
                { for layout.heads.iter().map(|row| item(&row.name)) }
                if many {
                    { item(&texts::calls(layout.calls.len())) }
                } else {
                    { for layout.calls.iter().map(|row| item(&row.name)) }
                }
            </ol>
            <div class="plot" onmousemove={point.clone()} onclick={point}>
                <svg aria-hidden="true" {height} viewBox={format!("0 0 {WIDTH} {}", layout.height())} preserveAspectRatio="none">
                    { for layout.ticks.iter().map(|(x, _)| {
                        let x = x.to_string();
                        html! { <line x1={x.clone()} x2={x} y1="0" y2="100%" vector-effect="non-scaling-stroke" /> }
                    }) }
                    { for layout.paths.iter().map(|(shade, path, count)| html! {
                        <path class={shade.name()} data-shade={shade.name()} data-count={count.to_string()} d={path.clone()} />
                    }) }
                    if let Some((top, height)) = row.map(|row| layout.place_of(row)) {
                        <rect class="chosen" x="0" y={top.to_string()} width="100%" height={height.to_string()} />
                    }
                </svg>
            </div>
            <svg class="axis" aria-hidden="true">
                { for layout.ticks.iter().map(|(x, time)| tick(*x, round_duration(*time))) }
            </svg>
            <p id="waterfall-numbers" class="numbers quiet" aria-live="polite">
                { text(match row.and_then(|row| layout.row(row)) {
                    Some(row) => AttrValue::from(row.numbers.clone()),
                    None => texts::CHOOSE_ROW.into(),
                }) }
            </p>
        </div>
    }
}

fn item(name: &str) -> Html {
    html! { <li>{ text(name.to_owned()) }</li> }
}

/// Returns one label of the time axis below the picture. The key of the label is its text, so Yew replaces the whole
/// label when the text changes. Elements in the same fragment must have different keys, but two labels may have the
/// same text after rounding. So each label has a fragment of its own.
fn tick(x: u64, words: String) -> Html {
    let anchor = if x < WIDTH - EDGE { "middle" } else { "end" };
    html! { <><text key={&*words} x={format!("{}.{}%", x / 10, x % 10)} y="1.2em" text-anchor={anchor}>{ words }</text></> }
}

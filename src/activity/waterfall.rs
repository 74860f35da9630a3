//! The waterfall on the page: a picture, the names beside it, and the numbers of the row that one points at.
//! It must not know how the picture came about.

use std::rc::Rc;

use stylist::css;
use web_sys::Element;
use yew::prelude::*;

use super::clock::Micros;
use super::picture::{Id, Picture, ROW, Shade, WIDTH};
use crate::components::text::text;
use crate::style;

/// How many px of the picture are as high as a line's font, by default.
const EM: u32 = 16;
/// So near the end, in units of the width, a word in the middle of its place would stand out.
const EDGE: u64 = 60;

/// The waterfall, with this row chosen. The arrow keys, the pointer and a touch choose one.
pub fn waterfall(picture: &Rc<Picture>, chosen: &UseStateHandle<Option<Id>>) -> Html {
    let class = style::class(css!(
        r#"
        display: grid;
        grid-template-columns: calc(3.5 * var(--space-6)) minmax(0, 1fr);
        font-size: var(--text-s);

        & ol {
            grid-column: 1;
            grid-row: 1;
            padding-inline-end: var(--space-2);
            /* As high as a row of the picture. */
            line-height: calc(5 * var(--space-1));
        }
        & li {
            height: calc(5 * var(--space-1));
            overflow: hidden;
            text-overflow: ellipsis;
            white-space: nowrap;
        }
        & .plot {
            grid-column: 2;
            grid-row: 1;
            cursor: crosshair;
        }
        /* What its height counts in: attributes know no rem. */
        & .plot svg {
            font-size: var(--text-m);
        }
        & .axis {
            grid-column: 2;
            height: var(--space-5);
        }
        & svg {
            display: block;
            width: 100%;
            overflow: visible;
            pointer-events: none;
        }
        & text {
            fill: var(--muted);
        }
        & line {
            stroke: var(--line);
        }
        & .chosen {
            fill: var(--focus);
            fill-opacity: var(--tint);
        }
        & .numbers {
            grid-column: 1 / -1;
            min-height: calc(3 * var(--space-5));
            padding-block-start: var(--space-2);
            overflow-wrap: anywhere;
        }
        @media (max-width: 40rem) {
            grid-template-columns: calc(2.2 * var(--space-6)) minmax(0, 1fr);

            & text:nth-child(even) {
                display: none;
            }
        }
        "#
    ));

    let point = {
        let (picture, chosen) = (picture.clone(), chosen.clone());
        Callback::from(move |event: MouseEvent| {
            let Some(plot) = event.target_dyn_into::<Element>() else { return };
            let y = u32::try_from(event.offset_y()).unwrap_or_default();
            let height = u32::try_from(plot.client_height()).unwrap_or_default().max(1);
            if let Some(row) = picture.row_at(y * picture.height() / height).and_then(|row| picture.row(row)) {
                chosen.set(Some(row.id));
            }
        })
    };
    // It may be there no more.
    let row = chosen.and_then(|id| picture.find(id));
    let onkeydown = {
        let (picture, chosen, last) = (picture.clone(), chosen.clone(), picture.len().saturating_sub(1));
        Callback::from(move |event: KeyboardEvent| {
            let next = match (event.key().as_str(), row) {
                ("ArrowDown", None) | ("Home", _) => 0,
                ("ArrowDown", Some(row)) => row.saturating_add(1).min(last),
                ("ArrowUp", row) => row.unwrap_or_default().saturating_sub(1),
                ("End", _) => last,
                _ => return,
            };
            event.prevent_default();
            chosen.set(picture.row(next).map(|row| row.id));
        })
    };
    // As high as the names beside it, whatever size of text the reader has chosen.
    let height = format!("{}.{:04}em", picture.height() / EM, picture.height() % EM * (10_000 / EM));
    let many = picture.call_height < ROW;

    html! {
        <div {class} tabindex="0" role="region" aria-label="Waterfall" aria-describedby="waterfall-numbers" {onkeydown}>
            <ol role="list">
                { for picture.heads.iter().map(|row| item(&row.name)) }
                if many {
                    { item(&format!("{} calls", picture.calls.len())) }
                } else {
                    { for picture.calls.iter().map(|row| item(&row.name)) }
                }
            </ol>
            <div class="plot" onmousemove={point.clone()} onclick={point}>
                <svg aria-hidden="true" {height} viewBox={format!("0 0 {WIDTH} {}", picture.height())} preserveAspectRatio="none">
                    { for picture.ticks.iter().map(|(x, _)| {
                        let x = x.to_string();
                        html! { <line x1={x.clone()} x2={x} y1="0" y2="100%" vector-effect="non-scaling-stroke" /> }
                    }) }
                    { for picture.shapes.iter().map(|(shade, path, count)| html! {
                        <path class={shade_style(*shade)} data-shade={name(*shade)} data-count={count.to_string()} d={path.clone()} />
                    }) }
                    if let Some((top, height)) = row.map(|row| picture.place_of(row)) {
                        <rect class="chosen" x="0" y={top.to_string()} width="100%" height={height.to_string()} />
                    }
                </svg>
            </div>
            <svg class="axis" aria-hidden="true">
                { for picture.ticks.iter().map(|(x, time)| tick(*x, round(*time))) }
            </svg>
            <p id="waterfall-numbers" class="numbers quiet" aria-live="polite">
                { text(match row.and_then(|row| picture.row(row)) {
                    Some(row) => AttrValue::from(row.numbers.clone()),
                    None => "Point at a line, or choose one with the arrow keys, to read its numbers.".into(),
                }) }
            </p>
        </div>
    }
}

fn item(name: &str) -> Html {
    html! { <li>{ text(name.to_owned()) }</li> }
}

/// A time below the picture; in a list of its own, since two times may be rounded to the same words.
fn tick(x: u64, words: String) -> Html {
    let anchor = if x < WIDTH - EDGE { "middle" } else { "end" };
    html! { <><text key={&*words} x={format!("{}.{}%", x / 10, x % 10)} y="1.2em" text-anchor={anchor}>{ words }</text></> }
}

/// The class of what is drawn in a shade; for the legend too.
pub fn shade_style(shade: Shade) -> Classes {
    style::class(match shade {
        Shade::Band => css!("fill: var(--focus); fill-opacity: var(--tint);"),
        Shade::Refresh => css!("fill: var(--focus); fill-opacity: var(--faint);"),
        Shade::Queue => css!("fill: var(--line-strong); fill-opacity: var(--faint);"),
        Shade::Sent => css!("fill: var(--accent); fill-opacity: var(--faint);"),
        Shade::Good => css!("fill: var(--accent);"),
        Shade::Refused => css!("fill: var(--danger);"),
        Shade::Bad => css!("fill: var(--ink);"),
        Shade::Event => css!("fill: var(--muted);"),
        Shade::Elsewhere => css!("fill: var(--focus);"),
    })
}

/// What the legend says of a shade; nothing where its row has a name.
pub fn words(shade: Shade) -> Option<&'static str> {
    match shade {
        Shade::Refresh => Some("waiting for the refresh"),
        Shade::Queue => Some("waiting for its turn"),
        Shade::Sent => Some("on its way"),
        Shade::Good => Some("answered"),
        Shade::Refused => Some("refused (401)"),
        Shade::Bad => Some("failed"),
        Shade::Band | Shade::Event | Shade::Elsewhere => None,
    }
}

fn name(shade: Shade) -> &'static str {
    match shade {
        Shade::Band => "band",
        Shade::Refresh => "refresh",
        Shade::Queue => "queue",
        Shade::Sent => "sent",
        Shade::Good => "good",
        Shade::Refused => "refused",
        Shade::Bad => "bad",
        Shade::Event => "event",
        Shade::Elsewhere => "elsewhere",
    }
}

/// A round time, without needless digits.
fn round(time: Micros) -> String {
    match time {
        0..1_000 => format!("0.{} ms", time / 100),
        1_000..1_000_000 => format!("{} ms", time / 1_000),
        _ if time.is_multiple_of(1_000_000) => format!("{} s", time / 1_000_000),
        _ => format!("{}.{} s", time / 1_000_000, time / 100_000 % 10),
    }
}

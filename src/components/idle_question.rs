//! The question before the idle time-out: a dialog with the seconds that are left. It is in every tab, and an answer in
//! one tab closes it in all. This component is loaded on demand (`src/parts.rs`).

use js_sys::{Function, Reflect};
use stylist::ast::sheet;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;
use yew::prelude::*;

use crate::components::focus::{focus, focus_on};
use crate::components::sign_in_form::PASSWORD_ID;
use crate::components::text::text;
use crate::protocol::Tutorial;
use crate::session::use_api;
use crate::style;
use crate::texts::session_end;
use evergreen_session::{IdleState, use_idle};

/// The seconds at which a screen reader announces how much time is left. It would interrupt a person all the time if it
/// announced every second.
const ANNOUNCED: [u32; 3] = [10, 30, 60];

/// Shows the question while the warning before the idle time-out lasts.
#[component]
pub fn IdleQuestion() -> Html {
    match use_idle::<Tutorial>() {
        IdleState::Warning { seconds_left } => html! { <Question {seconds_left} /> },
        IdleState::Active | IdleState::Ended => html! {},
    }
}

#[derive(Properties, PartialEq)]
struct QuestionProps {
    seconds_left: u32,
}

#[component]
fn Question(props: &QuestionProps) -> Html {
    let api = use_api();
    let (dialog, stay) = (use_node_ref(), use_node_ref());
    let announced = use_mut_ref(|| props.seconds_left);
    let to_announce = announce(props.seconds_left, *announced.borrow());
    announced.replace(to_announce);
    {
        let (api, dialog, stay) = (api.clone(), dialog.clone(), stay.clone());
        use_effect_with((), move |()| {
            let asking = api.ask();
            let dialog = dialog.cast::<Element>();
            if let Some(dialog) = &dialog {
                // A modal dialog keeps the focus inside, and the page below it inert. If this fails, the dialog is
                // shown without being modal.
                let _ = call(dialog, "showModal")
                    .or_else(|_| dialog.set_attribute("open", "").map(|()| JsValue::UNDEFINED));
                focus(&stay);
            }
            move || {
                drop(asking);
                if let Some(dialog) = dialog {
                    // This moves the focus back to where it was. If it fails, the focus is nowhere.
                    let _ = call(&dialog, "close");
                }
                // If the session has ended, the form may have tried to take the focus while the dialog kept it.
                if api.record().reason().is_some() {
                    focus_on(PASSWORD_ID);
                }
            }
        });
    }
    let answer = {
        let api = api.clone();
        move || api.stay()
    };
    let (answered, cancelled) = (answer.clone(), answer);
    let oncancel = move |event: Event| {
        // The Escape key means that the user stays signed in. The browser does not close the dialog. This component
        // closes it when the warning is over.
        event.prevent_default();
        cancelled();
    };
    let log_out = move |_| api.sign_out();
    let class = style::class(|| {
        sheet!(
            r#"
        margin: auto;
        max-width: min(var(--column), 90vw);
        padding: var(--space-5);
        border: var(--hair) solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--ink);
        box-shadow: var(--shadow);

        &::backdrop {
            background: rgb(0 0 0 / 50%);
        }
        & h2 {
            margin-block-end: var(--space-2);
        }
        & div {
            display: flex;
            flex-wrap: wrap;
            gap: var(--space-3);
            margin-block-start: var(--space-4);
        }
        "#
        )
    });
    html! {
        <dialog
            {class}
            role="alertdialog"
            aria-modal="true"
            aria-labelledby="idle-question"
            aria-describedby="idle-announced"
            ref={dialog}
            {oncancel}
        >
            <h2 id="idle-question">{ session_end::STILL_THERE }</h2>
            <p aria-hidden="true">{ text(session_end::seconds_left(props.seconds_left)) }</p>
            <p id="idle-announced" class="visually-hidden" aria-live="assertive">
                { text(session_end::seconds_left(to_announce)) }
            </p>
            <div>
                <button type="button" ref={stay} onclick={move |_| answered()}>{ session_end::STAY_SIGNED_IN }</button>
                <button type="button" class="second" onclick={log_out}>{ session_end::LOG_OUT_NOW }</button>
            </div>
        </dialog>
    }
}

/// Calls a method of the dialog, without arguments. The type of web-sys for a dialog would make the first load larger,
/// because the functions that it needs in JavaScript are part of the first load.
fn call(dialog: &Element, method: &str) -> Result<JsValue, JsValue> {
    Reflect::get(dialog, &method.into())?.dyn_into::<Function>()?.call0(dialog)
}

/// Returns the seconds that a screen reader announces when `left` seconds are left: `left` if the next of [`ANNOUNCED`]
/// is reached, otherwise `last`, which it has announced last.
fn announce(left: u32, last: u32) -> u32 {
    let due = ANNOUNCED.into_iter().find(|due| left <= *due);
    if due.is_some_and(|due| due < last) { left } else { last }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(begin: u32, seconds: impl IntoIterator<Item = u32>) -> Vec<u32> {
        let mut all = vec![begin];
        for left in seconds {
            let last = *all.last().expect("a first announcement");
            all.push(announce(left, last));
        }
        all.dedup();
        all
    }

    #[test]
    fn the_seconds_are_announced_at_60_30_and_10() {
        assert_eq!(announced(60, (1..60).rev()), [60, 30, 10]);
        // A tab in the background may miss some seconds. The warning before a short time-out is shorter than a minute.
        assert_eq!(announced(60, [44, 27, 26, 9, 8]), [60, 27, 9]);
        assert_eq!(announced(20, (1..20).rev()), [20, 10]);
        assert_eq!(announced(7, (1..7).rev()), [7]);
    }
}

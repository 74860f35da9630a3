//! The question before the idle time-out: a dialog with the seconds that are left. It is in every tab, and an answer in
//! one tab closes it in all. This component is loaded on demand (`src/parts.rs`).

use stylist::ast::sheet;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};
use yew::prelude::*;

use crate::components::focus::focus;
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
    // The announced text changes only when the next of the times is reached.
    let announced = use_mut_ref(|| props.seconds_left);
    if let Some(due) = ANNOUNCED.into_iter().find(|due| props.seconds_left <= *due)
        && due < *announced.borrow()
    {
        announced.replace(props.seconds_left);
    }
    {
        let (api, dialog, stay) = (api.clone(), dialog.clone(), stay.clone());
        use_effect_with((), move |()| {
            let asking = api.ask();
            let dialog = dialog.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // A modal dialog keeps the focus inside, and the page below it inert. If this fails, the dialog is
                // shown without being modal.
                let _ = dialog.show_modal().or_else(|_| dialog.set_attribute("open", ""));
                focus(&stay);
            }
            move || {
                drop(asking);
                if let Some(dialog) = dialog {
                    // This moves the focus back to where it was.
                    dialog.close();
                }
                // If the session is over, the form may have tried to take the focus while the dialog kept it.
                let document = web_sys::window().and_then(|window| window.document());
                let password = document.and_then(|document| document.get_element_by_id(PASSWORD_ID));
                if let Some(password) = password.and_then(|password| password.dyn_into::<HtmlElement>().ok()) {
                    let _ = password.focus();
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
        // Escape keeps the session. The dialog closes when all tabs know this.
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
                { text(session_end::seconds_left(*announced.borrow())) }
            </p>
            <div>
                <button type="button" ref={stay} onclick={move |_| answered()}>{ session_end::STAY_SIGNED_IN }</button>
                <button type="button" class="second" onclick={log_out}>{ session_end::LOG_OUT_NOW }</button>
            </div>
        </dialog>
    }
}

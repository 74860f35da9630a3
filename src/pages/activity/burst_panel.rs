//! The panel that sends a burst (many requests at once), and shows its progress and its result.

use stylist::ast::sheet;
use yew::prelude::*;

use super::burst::{Burst, SIZES, size};
use crate::components::field::{Field, typed};
use crate::components::focus::use_focus;
use crate::components::nav_link::NavLink;
use crate::components::notice::{Tone, notice, passing};
use crate::endpoints;
use crate::routes::Route;
use crate::session::{use_api, use_session};
use crate::style;
use crate::texts::{activity, errors};
use evergreen_session::{Request, Task};

/// The field for the number of requests contains this number at first.
const PROPOSED: &str = "100";

/// The progress of the last burst (many requests at once).
#[derive(Clone, PartialEq)]
enum Stage {
    Idle,
    Running { size: u32, done: u32 },
    Done(Burst),
}

/// The panel: a form that sends a burst, and below it the progress and the result of the last burst.
#[component]
pub fn BurstPanel() -> Html {
    let api = use_api();
    let signed_in = use_session().user().is_some();
    let stage = use_state(|| Stage::Idle);
    // The number of attempts, and whether the last input was wrong. The number is new for each attempt, so the focus
    // moves again after a second wrong input.
    let wrong = use_state(|| (0_u32, false));
    let running = use_mut_ref(|| None::<Task>);
    let input = use_node_ref();
    let class = style::class(|| {
        sheet!(
            r#"
        display: grid;
        gap: var(--space-4);
        align-content: start;

        & form {
            display: grid;
            gap: var(--space-3);
        }
        & progress {
            width: 100%;
            accent-color: var(--accent);
        }
        "#
        )
    });

    {
        // This component is removed when a person leaves the page, and when another session begins. A running burst is
        // then cancelled.
        let running = running.clone();
        use_effect_with((), move |()| move || drop(running.take()));
    }
    let onsubmit = {
        let (stage, wrong, input) = (stage.clone(), wrong.clone(), input.clone());
        let running = running.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if matches!(*stage, Stage::Running { .. }) {
                return;
            }
            let size = size(&typed(&input));
            wrong.set((wrong.0.wrapping_add(1), size.is_none()));
            let Some(size) = size else { return };
            stage.set(Stage::Running { size, done: 0 });
            let set = stage.setter();
            let progress = set.clone();
            let burst = Burst::send(api.clone(), Request::get(endpoints::USER_BOARD), size, move |done| {
                progress.set(Stage::Running { size, done });
            });
            let task = Task::spawn(Box::pin(async move { set.set(Stage::Done(burst.await)) }));
            *running.borrow_mut() = Some(task);
        })
    };
    // The focus moves after the error is rendered, so that screen readers read the error together with the field.
    use_focus(wrong.0, wrong.1.then(|| input.clone()));
    let busy = matches!(*stage, Stage::Running { .. });
    let [before, sign_in, after] = activity::NEEDS_SESSION;

    html! {
        <section {class} aria-labelledby="burst-heading">
            <h2 id="burst-heading">{ activity::BURST }</h2>
            <p>{ activity::BURST_EXPLAINED }</p>
            if !signed_in {
                <p>{ before }<NavLink route={Route::Login}>{ sign_in }</NavLink>{ after }</p>
            }
            <form method="post" {onsubmit} novalidate=true>
                <Field
                    id="burst-size"
                    label={activity::REQUESTS}
                    kind="number"
                    default={PROPOSED}
                    error={wrong.1.then(|| activity::size_allowed(&SIZES))}
                    {input}
                />
                <button type="submit" disabled={!signed_in} aria-disabled={busy.then_some("true")}>{ activity::SEND_BURST }</button>
            </form>
            { outcome(&stage) }
        </section>
    }
}

fn outcome(stage: &Stage) -> Html {
    let (tone, words) = match stage {
        Stage::Idle => (Tone::Status, None),
        Stage::Running { size, .. } => (Tone::Status, Some(activity::sending(*size))),
        Stage::Done(burst) if burst.error.is_none() => (Tone::Success, Some(burst.to_string())),
        Stage::Done(burst) => (Tone::Status, Some(burst.to_string())),
    };
    html! {
        <>
            { passing(tone, words) }
            if let Stage::Running { size, done } = stage {
                <progress max={size.to_string()} value={done.to_string()} aria-label={activity::RESPONSES_RECEIVED} />
            }
            if let Stage::Done(Burst { error: Some(error), .. }) = stage {
                { notice(Tone::Alert, errors::of_error(error)) }
            }
        </>
    }
}

//! A button that asks before it acts. The question takes the place of the button, and stays there if the action fails.

use futures_util::future::LocalBoxFuture;
use stylist::ast::sheet;
use yew::prelude::*;

use crate::components::failure::is_shown;
use crate::components::focus::use_focus;
use crate::components::notice::{Tone, notice};
use crate::components::text::text;
use crate::style;
use crate::texts::{errors, forms};
use evergreen_session::{Error, Stage, use_submit};

/// What a button does. It ends with a success or with an error.
pub type Action = LocalBoxFuture<'static, Result<(), Error>>;

/// The properties of [`ConfirmButton`].
#[derive(Properties, PartialEq)]
pub struct ConfirmButtonProps {
    /// The text of the button.
    pub label: AttrValue,
    /// The id of an element that says what the button acts on.
    #[prop_or_default]
    pub about: Option<AttrValue>,
    /// The question. A person answers it with `yes` or with `Cancel`.
    pub question: AttrValue,
    /// The text of the button that begins the action.
    pub yes: AttrValue,
    /// The text during the action.
    pub progress: AttrValue,
    /// Returns the action. After a success, the page has to remove this component.
    pub action: Callback<(), Action>,
}

/// A button that asks before it acts. Escape cancels.
#[component]
pub fn ConfirmButton(props: &ConfirmButtonProps) -> Html {
    let submit = use_submit::<String>();
    // How often the question has appeared or disappeared. It is on the page while the number is odd.
    let turns = use_state_eq(|| 0_u32);
    let asks = *turns % 2 == 1;
    let (button, question) = (use_node_ref(), use_node_ref());
    // The focus goes to the question and not to its first button. Otherwise, a person who holds the Enter key down
    // would also confirm.
    let place = if asks { question.clone() } else { button.clone() };
    use_focus(*turns, (*turns > 0).then_some(place));

    let turn = {
        let (turns, submit) = (turns.clone(), submit.clone());
        Callback::from(move |()| {
            if !submit.is_busy() {
                submit.clear();
                turns.set(turns.wrapping_add(1));
            }
        })
    };
    let onclick = turn.reform(|_: MouseEvent| ());
    if !asks {
        return html! {
            <button key="button" type="button" class="second" aria-describedby={props.about.clone()} ref={button} {onclick}>
                { text(&props.label) }
            </button>
        };
    }
    let confirm = {
        let (action, submit) = (props.action.clone(), submit.clone());
        move |_| {
            let action = action.emit(());
            submit.send(async move { action.await.map(|()| String::new()) });
        }
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            turn.emit(());
        }
    });
    let failed = match submit.stage() {
        Stage::Failed(error, number) if is_shown(error) => Some((error, *number)),
        _ => None,
    };
    let buttons = style::class(|| {
        sheet!(
            r#"
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-3);
        "#
        )
    });
    // The buttons are not `disabled`, because a disabled button loses the focus.
    let busy = submit.is_busy().then_some("true");
    html! {
        <div key="question" class="column" role="group" aria-label={props.question.clone()} tabindex="-1" ref={question} {onkeydown}>
            <p>{ text(&props.question) }</p>
            if let Some((error, number)) = failed {
                <div key={number}>{ notice(Tone::Alert, errors::of_error(error)) }</div>
            }
            <div class={buttons}>
                <button type="button" aria-disabled={busy} onclick={confirm}>{ text(&props.yes) }</button>
                <button type="button" class="second" aria-disabled={busy} {onclick}>{ forms::CANCEL }</button>
            </div>
            <p role="status">{ text(if *submit.stage() == Stage::Waiting { props.progress.clone() } else { AttrValue::default() }) }</p>
        </div>
    }
}

//! The form for a new password. It is shown only if the server offers it.

use stylist::ast::sheet;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::card::{card_style, stack_style};
use crate::components::failure::is_shown;
use crate::components::field::{Field, typed};
use crate::components::focus::use_focus;
use crate::components::notice::{Tone, answer};
use crate::components::sign_up_validation::new_password;
use crate::components::text::text;
use crate::form_limits;
use crate::password_change::{PasswordChange, PasswordField, change_password, field_of};
use crate::session::use_api;
use crate::style;
use crate::texts::{errors, forms, password};
use evergreen_session::{Stage, use_submit};

/// The properties of [`PasswordForm`].
#[derive(Properties, PartialEq)]
pub struct PasswordFormProps {
    /// The username, so that a password manager knows whose password changes.
    pub username: String,
}

/// What is wrong with the fields: the text for each of them. `None` if nothing is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Errors {
    current: Option<AttrValue>,
    new: Option<AttrValue>,
}

/// Checks both fields before they are sent.
fn check(change: &PasswordChange) -> Errors {
    Errors {
        current: change.current.is_empty().then(|| password::CURRENT_MISSING.into()),
        new: new_password(&change.new),
    }
}

/// The form for a new password. A success ends all other sessions of the user, and the form says so.
#[component]
pub fn PasswordForm(props: &PasswordFormProps) -> Html {
    let api = use_api();
    let submit = use_submit::<String>();
    // The number of the last attempt, and the errors that were found before it was sent. The number is new for each
    // attempt, so the focus moves again even if the errors are the same.
    let checked = use_state(|| (0_u32, Errors::default()));
    let (current, new, place) = (use_node_ref(), use_node_ref(), use_node_ref());

    let onsubmit = {
        let (submit, checked) = (submit.clone(), checked.clone());
        let (current, new) = (current.clone(), new.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let change = PasswordChange { current: typed(&current), new: typed(&new) };
            let found = check(&change);
            if found == Errors::default() {
                let api = api.clone();
                submit.send(async move { change_password(&api, &change).await.map(|()| String::new()) });
            } else {
                submit.clear();
            }
            checked.set((checked.0.wrapping_add(1), found));
        })
    };

    let mut wrong = checked.1.clone();
    // An error that belongs to no field.
    let mut failed = None;
    match submit.stage() {
        Stage::Failed(error, _) if is_shown(error) => match field_of(error) {
            Some((PasswordField::Current, message)) => wrong.current = Some(message.to_owned().into()),
            Some((PasswordField::New, message)) => wrong.new = Some(message.to_owned().into()),
            None => failed = Some(errors::of_error(error)),
        },
        _ => {}
    }
    let changed = matches!(submit.stage(), Stage::Ready(_)) && !submit.is_busy();
    // The focus moves after the error is rendered, so that screen readers read the error together with the field.
    let fields = [(&wrong.current, &current), (&wrong.new, &new)];
    let first = fields.into_iter().find(|(error, _)| error.is_some()).map(|(_, field)| field.clone());
    use_focus(checked.0, first.clone().filter(|_| !submit.is_busy()));
    let answered = changed || matches!(submit.stage(), Stage::Failed(..)) && !submit.is_busy();
    use_focus(answered.into(), answered.then(|| first.unwrap_or_else(|| place.clone())));
    {
        // The passwords are of no use any more, so they do not stay on the page.
        let inputs = [current.clone(), new.clone()];
        use_effect_with(changed, move |changed| {
            for input in inputs.iter().filter_map(NodeRef::cast::<HtmlInputElement>) {
                if *changed {
                    input.set_value("");
                }
            }
        });
    }

    let class = style::class(|| {
        sheet!(
            r#"
        & form {
            display: grid;
            justify-items: start;
            gap: var(--space-4);
        }
        & .field {
            width: 100%;
            max-width: var(--narrow);
        }
        "#
        )
    });
    html! {
        <section class={classes!(card_style(), stack_style(), class)}>
            <h2>{ password::HEADING }</h2>
            <form method="post" {onsubmit} novalidate=true>
                <input hidden=true readonly=true name="username" autocomplete="username" value={props.username.clone()} />
                <Field
                    id="current-password"
                    label={password::CURRENT}
                    kind="password"
                    autocomplete="current-password"
                    error={wrong.current}
                    input={current}
                />
                <Field
                    id="new-password"
                    label={password::NEW}
                    kind="password"
                    autocomplete="new-password"
                    hint={forms::length_hint(&form_limits::PASSWORD)}
                    error={wrong.new}
                    input={new}
                />
                <p class="quiet">{ password::EFFECT }</p>
                if let Some(words) = failed {
                    { answer(Tone::Alert, place, words) }
                } else if changed {
                    { answer(Tone::Success, place, password::CHANGED) }
                }
                // The button is not `disabled`, because a disabled button loses the focus.
                <button type="submit" aria-disabled={submit.is_busy().then_some("true")}>{ password::CHANGE }</button>
                <p role="status">{ text(if *submit.stage() == Stage::Waiting { password::CHANGING } else { "" }) }</p>
            </form>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fields_are_checked_against_the_limits_of_the_contract() {
        let check = |current: &str, new: &str| {
            let found = check(&PasswordChange { current: current.to_owned(), new: new.to_owned() });
            [found.current.is_some(), found.new.is_some()]
        };
        for (current, new) in [("x", "secret"), (" ", &"ü".repeat(40))] {
            assert_eq!(check(current, new), [false, false], "{new}");
        }
        for new in ["", "short", &"ü".repeat(41)] {
            assert_eq!(check("", new), [true, true], "{new}");
        }
    }
}

//! The form to sign in with, wherever it stands: at `/login`, or in the place of a page that needs a user.
//! It must not know what follows: whoever shows it sees the record change.

use yew::prelude::*;

use crate::accounts::Credentials;
use crate::components::card::form_style;
use crate::components::field::{Field, typed, typed_name};
use crate::components::focus::use_focus;
use crate::components::nav_link::NavLink;
use crate::components::notice::{Tone, answer, notice};
use crate::components::sign_up_validation::{FieldErrors, blank};
use crate::components::text::text;
use crate::routes::Route;
use crate::session::{use_api, use_session};
use crate::texts::{errors, forms};
use evergreen_session::{Stage, use_submit};

/// What [`SignInForm`] takes.
#[derive(Properties, PartialEq)]
pub struct SignInFormProps {
    /// The heading, to move the focus to when the form takes the place of a page.
    #[prop_or_default]
    pub heading: NodeRef,
}

/// The sign-in form, with the reason where a session ended.
#[component]
pub fn SignInForm(props: &SignInFormProps) -> Html {
    let api = use_api();
    let declined = api.declined();
    let record = use_session();
    let submit = use_submit();
    // Numbered: the same fault of another attempt takes the focus again.
    let checked = use_state(|| (0_u32, FieldErrors::default()));
    let missing = &checked.1;
    let (username, password, problem) = (use_node_ref(), use_node_ref(), use_node_ref());
    let class = form_style();

    let onsubmit = {
        let (submit, checked) = (submit.clone(), checked.clone());
        let (username, password) = (username.clone(), password.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            // Read when sent: what a password manager fills in need not be announced by any event.
            let credentials = Credentials { username: typed_name(&username), password: typed(&password) };
            let empty = FieldErrors {
                username: blank(&credentials.username, forms::USERNAME_MISSING),
                email: None,
                // Blanks may be a password.
                password: credentials.password.is_empty().then(|| forms::PASSWORD_MISSING.into()),
            };
            if empty == FieldErrors::default() {
                let api = api.clone();
                // The record tells how it went; there is no sentence to show.
                submit.send(async move { api.sign_in(credentials).await.map(|()| String::new()) });
            } else {
                submit.clear();
            }
            checked.set((checked.0.wrapping_add(1), empty));
        })
    };
    let first =
        [(&missing.username, &username), (&missing.password, &password)].into_iter().find(|(is, _)| is.is_some());
    // After the fault is drawn, so that it is read out with the field.
    use_focus(checked.0, first.map(|(_, field)| field.clone()));

    let failed = match submit.stage() {
        Stage::Failed(error, _) => Some(error.clone()),
        _ => None,
    };
    let answered = failed.is_some() && !submit.is_busy();
    use_focus(answered.into(), answered.then(|| problem.clone()));

    html! {
        <section {class}>
            <h1 ref={props.heading.clone()} tabindex="-1">{ Route::Login.title() }</h1>
            if let Some(reason) = record.reason() {
                { notice(Tone::Alert, errors::of_reason(reason)) }
            }
            <form method="post" {onsubmit} novalidate=true>
                <Field
                    id="sign-in-username"
                    label={forms::USERNAME}
                    autocomplete="username"
                    default={declined}
                    error={missing.username.clone()}
                    input={username}
                />
                <Field
                    id="sign-in-password"
                    label={forms::PASSWORD}
                    kind="password"
                    autocomplete="current-password"
                    error={missing.password.clone()}
                    input={password}
                />
                if let Some(error) = failed {
                    { answer(Tone::Alert, problem, errors::of_error(&error)) }
                }
                // Not `disabled`, which would take the focus away.
                <button type="submit" aria-disabled={submit.is_busy().then_some("true")}>{ forms::LOGIN }</button>
                <p role="status">{ text(if *submit.stage() == Stage::Waiting { forms::SIGNING_IN } else { "" }) }</p>
            </form>
            <p class="quiet"><span>{ forms::NO_ACCOUNT }</span>{ " " }<NavLink route={Route::Register}>{ forms::CREATE_ACCOUNT }</NavLink></p>
        </section>
    }
}

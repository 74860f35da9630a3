//! The sign-in form. It is shown at `/login`, and in place of a page that needs a signed-in user. A sign-in only
//! changes the session record; the parent of the form reacts to this change.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::card::form_style;
use crate::components::field::{Field, typed, typed_name};
use crate::components::focus::{focus, use_focus};
use crate::components::nav_link::NavLink;
use crate::components::notice::{Tone, answer, notice};
use crate::components::sign_up_validation::{FieldErrors, blank};
use crate::components::text::text;
use crate::protocol::Credentials;
use crate::routes::Route;
use crate::session::{use_api, use_session};
use crate::texts::{errors, forms, session_end};
use evergreen_session::{Reason, Stage, use_submit};

/// The properties of [`SignInForm`].
#[derive(Properties, PartialEq)]
pub struct SignInFormProps {
    /// The name of the user who is expected to sign in. The form starts with this name, and has a button that clears
    /// it.
    #[prop_or_default]
    pub username: AttrValue,
    /// Becomes a reference to the password field. When the form covers a page, the guard moves the focus there.
    #[prop_or_default]
    pub password: NodeRef,
}

/// The id of the password field.
pub const PASSWORD_ID: &str = "sign-in-password";

/// The sign-in form. If the last session ended without a sign-out, the form says why.
#[component]
pub fn SignInForm(props: &SignInFormProps) -> Html {
    let api = use_api();
    let declined = api.declined();
    let record = use_session();
    let submit = use_submit();
    // The number of the last attempt, and its errors. The number is new for each attempt, so the focus moves again even
    // if the errors are the same.
    let checked = use_state(|| (0_u32, FieldErrors::default()));
    let missing = &checked.1;
    let (username, password, problem) = (use_node_ref(), props.password.clone(), use_node_ref());
    let other = use_state_eq(|| false);
    let expected = if *other { AttrValue::default() } else { props.username.clone() };
    let someone_else = {
        let (other, username) = (other.setter(), username.clone());
        move |_| {
            other.set(true);
            if let Some(input) = username.cast::<HtmlInputElement>() {
                input.set_value("");
            }
            focus(&username);
        }
    };
    let class = form_style();

    let onsubmit = {
        let (submit, checked) = (submit.clone(), checked.clone());
        let (username, password) = (username.clone(), password.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            // The fields are read only now, because a password manager may fill in fields without an event.
            let credentials = Credentials { username: typed_name(&username), password: typed(&password) };
            let empty = FieldErrors {
                username: blank(&credentials.username, forms::USERNAME_MISSING),
                email: None,
                // A password that consists of spaces is allowed.
                password: credentials.password.is_empty().then(|| forms::PASSWORD_MISSING.into()),
            };
            if empty == FieldErrors::default() {
                let api = api.clone();
                // After a successful sign-in, the form disappears. So the result is an empty text, which is never
                // shown.
                submit.send(async move { api.sign_in(credentials).await.map(|()| String::new()) });
            } else {
                submit.clear();
            }
            checked.set((checked.0.wrapping_add(1), empty));
        })
    };
    let first =
        [(&missing.username, &username), (&missing.password, &password)].into_iter().find(|(is, _)| is.is_some());
    // The focus moves after the error is rendered, so that screen readers read the error together with the field.
    use_focus(checked.0, first.map(|(_, field)| field.clone()));

    let failed = match submit.stage() {
        Stage::Failed(error, _) => Some(error.clone()),
        _ => None,
    };
    let answered = failed.is_some() && !submit.is_busy();
    use_focus(answered.into(), answered.then(|| problem.clone()));

    html! {
        <section {class}>
            <h1>{ Route::Login.title() }</h1>
            if let Some(reason) = record.reason() {
                { notice(tone_of(reason), session_end::of_reason(reason)) }
            }
            <form method="post" {onsubmit} novalidate=true>
                <Field
                    id="sign-in-username"
                    label={forms::USERNAME}
                    autocomplete="username"
                    default={if declined.is_empty() { expected.clone() } else { declined.into() }}
                    error={missing.username.clone()}
                    input={username}
                />
                if !expected.is_empty() {
                    <p>
                        <button type="button" class="second" onclick={someone_else}>
                            { text(forms::not_user(&expected)) }
                        </button>
                    </p>
                }
                <Field
                    id={PASSWORD_ID}
                    label={forms::PASSWORD}
                    kind="password"
                    autocomplete="current-password"
                    error={missing.password.clone()}
                    input={password}
                />
                if let Some(error) = failed {
                    { answer(Tone::Alert, problem, errors::of_error(&error)) }
                }
                // The button is not `disabled`, because a disabled button loses the focus.
                <button type="submit" aria-disabled={submit.is_busy().then_some("true")}>{ forms::LOGIN }</button>
                <p role="status">{ text(if *submit.stage() == Stage::Waiting { forms::SIGNING_IN } else { "" }) }</p>
            </form>
            <p class="quiet">
                <span>{ forms::NO_ACCOUNT }</span>
                { " " }
                <NavLink route={Route::Register}>{ forms::CREATE_ACCOUNT }</NavLink>
            </p>
        </section>
    }
}

fn tone_of(reason: Reason) -> Tone {
    match reason {
        // The user has asked for the form, so this is no error.
        Reason::SignInAgain => Tone::Status,
        Reason::Expired | Reason::CookiesBlocked | Reason::Crossed | Reason::Inactive => Tone::Alert,
    }
}

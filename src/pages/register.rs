//! `/register`: the sign-up form. After a sign-up, a message and a link to `/login` replace the form.

use yew::prelude::*;

use crate::components::card::form_style;
use crate::components::field::{Field, typed, typed_name};
use crate::components::focus::use_focus;
use crate::components::nav_link::NavLink;
use crate::components::notice::{Tone, answer};
use crate::components::sign_up_validation::{FieldErrors, check};
use crate::components::text::text;
use crate::form_limits;
use crate::routes::Route;
use crate::session::use_api;
use crate::sign_up::{NewUser, sign_up};
use crate::texts::{errors, forms};
use evergreen_session::{Stage, use_submit};

/// The sign-up form. After a sign-up, the server's message or a text of the app replaces the form.
#[component]
pub fn Register() -> Html {
    let api = use_api();
    let submit = use_submit();
    // The number of the last attempt, and its errors. The number is new for each attempt, so the focus moves again even
    // if the errors are the same.
    let checked = use_state(|| (0_u32, FieldErrors::default()));
    let field_errors = &checked.1;
    let (username, email, password) = (use_node_ref(), use_node_ref(), use_node_ref());
    let place = use_node_ref();
    let class = form_style();

    let onsubmit = {
        let (submit, checked) = (submit.clone(), checked.clone());
        let (username, email, password) = (username.clone(), email.clone(), password.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let new_user =
                NewUser { username: typed_name(&username), email: typed(&email), password: typed(&password) };
            let found = check(&new_user);
            if found == FieldErrors::default() {
                let api = api.clone();
                submit.send(async move { sign_up(&api, &new_user).await });
            } else {
                submit.clear();
            }
            checked.set((checked.0.wrapping_add(1), found));
        })
    };
    let found =
        [(&field_errors.username, &username), (&field_errors.email, &email), (&field_errors.password, &password)];
    // The focus moves after the error is rendered, so that screen readers read the error together with the field.
    let first = found.into_iter().find(|(error, _)| error.is_some());
    use_focus(checked.0, first.map(|(_, field)| field.clone()));
    let answered = matches!(submit.stage(), Stage::Ready(_) | Stage::Failed(..)) && !submit.is_busy();
    use_focus(answered.into(), answered.then(|| place.clone()));

    if let Stage::Ready(message) = submit.stage() {
        return html! {
            <section {class}>
                <h1>{ Route::Register.title() }</h1>
                { answer(Tone::Success, place, message.clone()) }
                // The key makes Yew create this paragraph anew. Without the key, Yew would reuse the last paragraph of
                // the form, and change the text node in its link. A browser that translates the page may have replaced
                // this text node. Then the old text would stay visible.
                <p key="login"><NavLink route={Route::Login}>{ forms::LOGIN }</NavLink></p>
            </section>
        };
    }
    html! {
        <section {class}>
            <h1>{ Route::Register.title() }</h1>
            <form method="post" {onsubmit} novalidate=true>
                <Field
                    id="sign-up-username"
                    label={forms::USERNAME}
                    autocomplete="username"
                    hint={forms::length_hint(&form_limits::USERNAME)}
                    error={field_errors.username.clone()}
                    input={username}
                />
                <Field
                    id="sign-up-email"
                    label={forms::EMAIL}
                    kind="email"
                    autocomplete="email"
                    error={field_errors.email.clone()}
                    input={email}
                />
                <Field
                    id="sign-up-password"
                    label={forms::PASSWORD}
                    kind="password"
                    autocomplete="new-password"
                    hint={forms::length_hint(&form_limits::PASSWORD)}
                    error={field_errors.password.clone()}
                    input={password}
                />
                if let Stage::Failed(error, _) = submit.stage() {
                    { answer(Tone::Alert, place, errors::of_error(error)) }
                }
                // The button is not `disabled`, because a disabled button loses the focus.
                <button type="submit" aria-disabled={submit.is_busy().then_some("true")}>{ forms::SIGN_UP }</button>
                <p role="status">{ text(if *submit.stage() == Stage::Waiting { forms::SIGNING_UP } else { "" }) }</p>
            </form>
            <p class="quiet">
                <span>{ forms::HAS_ACCOUNT }</span>
                { " " }
                <NavLink route={Route::Login}>{ forms::SIGN_IN }</NavLink>
            </p>
        </section>
    }
}

//! `/register`: the sign-up form, and the way to sign in afterwards.
//! It must not know what makes an entry acceptable.

use yew::prelude::*;

use crate::api::{NewUser, use_api};
use crate::components::field::{Field, focus, typed};
use crate::components::link::GoTo;
use crate::components::load::Stage;
use crate::components::new_user::{Complaints, check};
use crate::components::notice::{Notice, Tone};
use crate::components::submit::use_submit;
use crate::components::surface::use_form_style;
use crate::contract::limit;
use crate::routes::Route;

/// The sign-up form.
#[component]
pub fn Register() -> Html {
    let api = use_api();
    let submit = use_submit::<String>();
    let complaints = use_state(Complaints::default);
    let (username, email, password) = (use_node_ref(), use_node_ref(), use_node_ref());
    let answer = use_node_ref();
    let class = use_form_style();

    let onsubmit = {
        let (submit, complaints) = (submit.clone(), complaints.setter());
        let (username, email, password) = (username.clone(), email.clone(), password.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let new_user = NewUser { username: typed(&username), email: typed(&email), password: typed(&password) };
            let found = check(&new_user);
            let first_wrong = [(&found.username, &username), (&found.email, &email), (&found.password, &password)]
                .into_iter()
                .find_map(|(complaint, input)| complaint.is_some().then_some(input));
            match first_wrong {
                Some(input) => {
                    submit.clear();
                    focus(input);
                }
                None => {
                    let api = api.clone();
                    submit.send(async move { api.sign_up(&new_user).await });
                }
            }
            complaints.set(found);
        })
    };
    {
        let answer = answer.clone();
        let answered = matches!(submit.stage(), Stage::Ready(_) | Stage::Failed(_)) && !submit.is_busy();
        use_effect_with(answered, move |answered| {
            if *answered {
                focus(&answer);
            }
        });
    }

    if let Stage::Ready(message) = submit.stage() {
        return html! {
            <section {class}>
                <h1>{ Route::Register.title() }</h1>
                <Notice tone={Tone::Success} place={answer}><p>{ message }</p></Notice>
                <p><GoTo route={Route::Login}>{ "Login" }</GoTo></p>
            </section>
        };
    }
    html! {
        <section {class}>
            <h1>{ Route::Register.title() }</h1>
            <form {onsubmit} novalidate=true aria-busy={submit.is_busy().then_some("true")}>
                <Field
                    id="sign-up-username"
                    label="Username"
                    autocomplete="username"
                    hint={format!("{} to {} characters", limit::USERNAME.start(), limit::USERNAME.end())}
                    error={complaints.username.clone()}
                    input={username}
                />
                <Field
                    id="sign-up-email"
                    label="Email"
                    kind="email"
                    autocomplete="email"
                    error={complaints.email.clone()}
                    input={email}
                />
                <Field
                    id="sign-up-password"
                    label="Password"
                    kind="password"
                    autocomplete="new-password"
                    hint={format!("{} to {} characters", limit::PASSWORD.start(), limit::PASSWORD.end())}
                    error={complaints.password.clone()}
                    input={password}
                />
                if let Stage::Failed(error) = submit.stage() {
                    <Notice tone={Tone::Alert} place={answer}><p>{ error.to_string() }</p></Notice>
                }
                <button type="submit" disabled={submit.is_busy()}>{ "Sign Up" }</button>
                if *submit.stage() == Stage::Waiting {
                    <p role="status">{ "Signing up…" }</p>
                }
            </form>
        </section>
    }
}

//! A small app that uses `evergreen-session` with a server that has its own protocol. A signed-in user sees a list of
//! counters and can change it.

mod protocol;

use evergreen_session::{
    Audience, Authenticated, Request, SessionProvider, Stage, use_api, use_request, use_session, use_submit,
};
use protocol::{Credentials, Server, User};
use serde::Deserialize;
use serde_json::json;
use web_sys::FormData;
use yew::prelude::*;

#[derive(Clone, Deserialize)]
struct Counter {
    id: u32,
    name: String,
    count: i32,
}

#[component]
fn App() -> Html {
    html! {
        <SessionProvider<Server> base="/api">
            <main>
                <h1>{ "Counters" }</h1>
                <Authenticated<Server> fallback={html! { <SignIn /> }}><Counters /></Authenticated<Server>>
            </main>
        </SessionProvider<Server>>
    }
}

#[component]
fn SignIn() -> Html {
    let (api, record, submit) = (use_api::<Server>(), use_session::<Server>(), use_submit::<()>());
    let onsubmit = {
        let submit = submit.clone();
        on_submit(move |form| {
            let credentials = Credentials { email: text(&form, "email"), password: text(&form, "password") };
            let api = api.clone();
            submit.send(async move { api.sign_in(credentials).await });
        })
    };
    html! {
        <form {onsubmit}>
            if record.reason().is_some() {
                <p role="status">{ "Your session has ended. Sign in again." }</p>
            }
            <label>{ "E-mail" }<input name="email" type="email" autocomplete="username" required=true /></label>
            <label>{ "Password" }
                <input name="password" type="password" autocomplete="current-password" required=true />
            </label>
            <button>{ "Sign in" }</button>
            { outcome(submit.stage()) }
        </form>
    }
}

#[component]
fn Counters() -> Html {
    let (api, record, submit) = (use_api::<Server>(), use_session::<Server>(), use_submit::<()>());
    let search = use_state(String::new);
    let counters = use_request::<Server, _, _, _>(
        Request::get("/counters").query("search", &search),
        Audience::User,
        |api, request| async move { api.json::<Vec<Counter>>(request).await },
    );
    let change = {
        let (api, submit, reload) = (api.clone(), submit.clone(), counters.reload.clone());
        Callback::from(move |request: Request| {
            let (api, reload) = (api.clone(), reload.clone());
            submit.send(async move {
                api.done(request).await?;
                reload.emit(());
                Ok(())
            });
        })
    };
    let find = {
        let reload = counters.reload.clone();
        on_submit(move |form| {
            search.set(text(&form, "search"));
            reload.emit(());
        })
    };
    let press = |request: Request| change.reform(move |_: MouseEvent| request.clone());
    let row = |Counter { id, name, count }: Counter| {
        let path = format!("/counters/{id}");
        let add_one = press(Request::patch(&path).json(&json!({ "count": count + 1 })));
        html! {
            <li key={id}>
                <span>{ format!("{name}: {count}") }</span>
                <button aria-label={format!("Add 1 to {name}")} onclick={add_one}>{ "+1" }</button>
                <button aria-label={format!("Remove {name}")} onclick={press(Request::delete(path))}>{ "Remove" }</button>
            </li>
        }
    };
    let send = |request: fn(FormData) -> Request| {
        let change = change.clone();
        on_submit(move |form| change.emit(request(form)))
    };
    let add = send(|form| Request::post("/counters").json(&json!({ "name": text(&form, "name") })));
    let import = send(|form| Request::post("/counters/import").form(form));
    let Some(User { email, permissions, .. }) = record.user().cloned() else { return html! {} };
    html! {
        <>
            <nav><span>{ email }</span><button onclick={move |_| api.sign_out()}>{ "Sign out" }</button></nav>
            <form onsubmit={find}>
                <label>{ "Search" }<input name="search" type="search" /></label><button>{ "Find" }</button>
            </form>
            <ul>{ for counters.data.into_iter().flatten().map(row) }</ul>
            { outcome(&counters.stage) }
            <form onsubmit={add}>
                <label>{ "New counter" }<input name="name" required=true /></label><button>{ "Add" }</button>
            </form>
            if permissions.iter().any(|permission| permission == "import") {
                <form onsubmit={import}>
                    <label>{ "File" }<input name="file" type="file" required=true /></label><button>{ "Import" }</button>
                </form>
            }
            { outcome(submit.stage()) }
        </>
    }
}

/// Returns a handler for the event `submit` of a form. The handler passes the content of the form to `call`. It also
/// prevents the browser from sending the form, because the browser would then load another page.
fn on_submit(call: impl Fn(FormData) + 'static) -> Callback<SubmitEvent> {
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(form) = event.target_dyn_into().and_then(|form| FormData::new_with_form(&form).ok()) {
            call(form);
        }
    })
}

fn text(form: &FormData, name: &str) -> String {
    form.get(name).as_string().unwrap_or_default()
}

fn outcome(stage: &Stage<()>) -> Html {
    match stage {
        Stage::Waiting => html! { <p role="status">{ "One moment…" }</p> },
        Stage::Failed(error, number) => {
            let message = error.message().unwrap_or("That did not work. Try again.").to_owned();
            html! { <p key={*number} role="alert">{ message }</p> }
        }
        Stage::Quiet | Stage::Ready(()) => html! {},
    }
}

fn main() {
    yew::Renderer::<App>::new().render();
}

//! The session in figures: who is signed in since when, its renewals, and whether this browser has what it needs.

use stylist::css;
use yew::prelude::*;

use crate::components::description_list::{Entry, description_list};
use crate::components::notice::{Tone, notice};
use crate::components::text::text;
use crate::components::time::{ago, date_and_time, time_of_day, use_seconds};
use crate::session::{Api, SignedIn, use_api, use_session};
use crate::style;
use crate::texts::errors;
use evergreen_session::{Delivery, Stage, use_submit};
use evergreen_timeline::last_unknown_refresh;

/// The card.
#[component]
pub fn SessionCard() -> Html {
    let api = use_api();
    let record = use_session();
    let submit = use_submit();
    use_seconds();
    let class = style::class(css!(
        r#"
        display: grid;
        gap: var(--space-4);
        align-content: start;
        justify-items: start;

        & > div {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--space-2) var(--space-4);
        }
        "#
    ));
    let busy = submit.is_busy();
    let refresh = {
        let (api, submit) = (api.clone(), submit.clone());
        Callback::from(move |_: MouseEvent| {
            let api = api.clone();
            submit.send(async move { api.renew().await.map(|()| "Renewed.".to_owned()) });
        })
    };
    let unknown = match last_unknown_refresh() {
        None => "none".to_owned(),
        Some(unknown) => {
            let status = unknown.status.map(|status| format!(" (status {status})")).unwrap_or_default();
            format!("at {}: {}{status}", time_of_day(unknown.at()), unknown.reason)
        }
    };

    html! {
        <section {class} aria-labelledby="session-heading">
            <h2 id="session-heading">{ "Session" }</h2>
            { description_list(session(record.signed_in(), &api).into_iter().chain(health(&api)).chain([("Last unknown", unknown)])) }
            <div>
                <button
                    type="button"
                    class="second"
                    disabled={record.user().is_none()}
                    aria-disabled={busy.then_some("true")}
                    onclick={refresh}
                >
                    { "Refresh now" }
                </button>
                <p class="quiet" role="status">
                    { text(match submit.stage() {
                        Stage::Waiting => "Refreshing…".into(),
                        Stage::Ready(done) => AttrValue::from(done.clone()),
                        Stage::Quiet | Stage::Failed(..) => "".into(),
                    }) }
                </p>
            </div>
            if let Stage::Failed(error, number) = submit.stage() {
                <div key={*number}>{ notice(Tone::Alert, errors::of_error(error)) }</div>
            }
        </section>
    }
}

fn session(signed_in: Option<&SignedIn>, api: &Api) -> Vec<Entry> {
    let Some(signed_in) = signed_in else {
        return vec![("Signed in as", "nobody".to_owned())];
    };
    let place = if api.renewed_here(signed_in) { "in this tab" } else { "in another tab or before a reload" };
    vec![
        ("Signed in as", signed_in.user.username.clone()),
        ("Since", signed_in.since.map_or_else(|| "unknown".to_owned(), date_and_time)),
        ("Renewals", signed_in.renewals.to_string()),
        ("Token from", format!("{}, {place}", ago(signed_in.renewed_at))),
        ("Token lasts", signed_in.expires_in.map_or_else(|| "unknown".to_owned(), |seconds| format!("{seconds} s"))),
    ]
}

/// What the session needs of this browser.
fn health(api: &Api) -> [Entry; 3] {
    let worker = match api.bus().delivery() {
        Delivery::Starting => "starting",
        Delivery::Worker => "in order",
        Delivery::Page => "silent: the page delivers events by itself",
    };
    let of = |good: bool, without: &str| if good { "in order" } else { without }.to_owned();
    [
        ("Lock", of(api.locks(), "none: tabs can’t wait for each other")),
        ("Worker", worker.to_owned()),
        ("Storage", of(!api.volatile(), "denied: signed in until this page is closed")),
    ]
}

//! The session in figures: who is signed in and since when, how often the session was refreshed, and whether this
//! browser has the features that the session needs.

use stylist::ast::sheet;
use yew::prelude::*;

use crate::components::description_list::{Entry, description_list};
use crate::components::notice::{Tone, notice};
use crate::components::text::text;
use crate::components::time::{ago, date_and_time, time_of_day, use_seconds};
use crate::session::{Api, SignedIn, use_api, use_session};
use crate::style;
use crate::texts::{activity, errors, session_figures, time};
use evergreen_session::{Delivery, Stage, use_submit};
use evergreen_timeline::last_unknown_refresh;

/// The card: the session in figures, and the button `Refresh now`. While the page is visible, the card renders again
/// every second, because it shows an age.
#[component]
pub fn SessionCard() -> Html {
    let api = use_api();
    let record = use_session();
    let submit = use_submit();
    use_seconds();
    let class = style::class(|| {
        sheet!(
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
        )
    });
    let busy = submit.is_busy();
    let refresh = {
        let (api, submit) = (api.clone(), submit.clone());
        Callback::from(move |_: MouseEvent| {
            let api = api.clone();
            submit.send(async move { api.renew().await.map(|()| activity::REFRESHED) });
        })
    };
    let unknown = match last_unknown_refresh() {
        None => activity::NONE.to_owned(),
        Some(unknown) => activity::unknown_refresh(&time_of_day(unknown.at()), unknown.reason, unknown.status),
    };

    let last = [(activity::LAST_UNKNOWN, unknown)];
    let entries = of_session(record.signed_in(), &api).into_iter().chain(of_browser(&api)).chain(last);

    html! {
        <section {class} aria-labelledby="session-heading">
            <h2 id="session-heading">{ session_figures::SESSION }</h2>
            { description_list(entries) }
            <div>
                <button
                    type="button"
                    class="second"
                    disabled={record.user().is_none()}
                    aria-disabled={busy.then_some("true")}
                    onclick={refresh}
                >
                    { activity::REFRESH_NOW }
                </button>
                <p class="quiet" role="status">
                    { text(match submit.stage() {
                        Stage::Waiting => activity::REFRESHING,
                        Stage::Ready(done) => done,
                        Stage::Quiet | Stage::Failed(..) => "",
                    }) }
                </p>
            </div>
            if let Stage::Failed(error, number) = submit.stage() {
                <div key={*number}>{ notice(Tone::Alert, errors::of_error(error)) }</div>
            }
        </section>
    }
}

fn of_session(signed_in: Option<&SignedIn>, api: &Api) -> Vec<Entry> {
    let Some(signed_in) = signed_in else {
        return vec![(session_figures::USER, activity::NOBODY.to_owned())];
    };
    let or_unknown = |value: Option<String>| value.unwrap_or_else(|| activity::UNKNOWN.to_owned());
    vec![
        (session_figures::USER, signed_in.user.display_name().to_owned()),
        (activity::SINCE, or_unknown(signed_in.since.map(date_and_time))),
        (session_figures::REFRESHES, signed_in.renewals.to_string()),
        (activity::TOKEN_FROM, activity::token_from(&ago(signed_in.renewed_at), api.renewed_here(signed_in))),
        (
            session_figures::TOKEN_LIFETIME,
            or_unknown(signed_in.expires_in.map(|seconds| time::seconds(seconds.into()))),
        ),
    ]
}

/// Returns one entry for each feature of this browser that the session needs. The value of an entry says whether the
/// feature works.
fn of_browser(api: &Api) -> [Entry; 3] {
    let worker = match api.bus().delivery() {
        Delivery::Starting => activity::WORKER_STARTING,
        Delivery::Worker => activity::WORKING,
        Delivery::Page => activity::NO_WORKER,
    };
    let of = |good: bool, without: &str| if good { activity::WORKING } else { without }.to_owned();
    [
        (activity::LOCK, of(api.locks(), activity::NO_LOCK)),
        (activity::WORKER, worker.to_owned()),
        (activity::STORAGE, of(!api.volatile(), activity::NO_STORAGE)),
    ]
}

//! The states of a page whose app has not started, cannot run, or has panicked.

use evergreen_backend::{Fault, Times};

use super::standard;
use crate::fixture::Fixture;
use crate::state::{Group, State};

/// A script that changes `fetch`: a request to an address with `/auth/`, such as a refresh, then fails with a text
/// instead of an `Error`. Some browser extensions cause such failures. The HTTP crate panics when it gets the text.
const BREAK: &str = "
    const original = window.fetch;
    window.fetch = (request) =>
        request.url.includes('/auth/') ? Promise.reject('no Error') : original.call(window, request);";

/// A script that removes the address of the server from the page before the app reads it. The page is then like the
/// page of a host that is not configured.
const FORGET_API_BASE: &str = "
    document.addEventListener('readystatechange', () => document.querySelector('meta[name=api-base]')?.remove());";

/// The states of a page whose `<meta name="api-base">` has the address of the server.
pub fn group() -> Group {
    standard([
        State::passing("start-loading", "Loading…", |s| {
            Box::pin(async {
                s.server.fault("GET /api/test/all", Fault::Hang, Times::Always);
                s.host.refuse("boot.js");
                s.page().open_base().await;
            })
        }),
        State::new("start-content", "Public Content.", |s| {
            Box::pin(async {
                s.host.refuse("boot.js");
                s.page().open_base().await;
            })
        }),
        State::new("start-failed", "could not be loaded", |s| {
            Box::pin(async {
                s.host.refuse(".wasm");
                s.page().open_base().await;
            })
        }),
        State::new("stopped", "has stopped working", |s| {
            Box::pin(async {
                let page = s.page();
                page.sign_in("user").await;
                page.click("Home").await;
                page.sees("Public Content.").await;
                s.server.expire_access_tokens();
                page.script(BREAK, vec![]).await;
                page.click("User").await;
            })
        }),
    ])
}

/// The state of a page without the address of the server.
pub fn without_api_base() -> Group {
    let states = vec![State::new("unconfigured", "api-base", |s| {
        Box::pin(async {
            s.browser.before_each_page(FORGET_API_BASE).await;
            s.page().open_base().await;
        })
    })];
    Group { fixture: Fixture { worker: false, ..Fixture::new() }, states }
}

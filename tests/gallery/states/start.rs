//! Before the program runs, where it can't run, and after it has stopped.
//! It must not know who looks.

use super::usual;
use crate::fixture::Fixture;
use crate::state::{Group, State};

/// Makes every call about the session fail as some browser extensions do, which stops the program.
const BREAK: &str = "
    const whole = window.fetch;
    window.fetch = (request) =>
        request.url.includes('/auth/') ? Promise.reject('no Error') : whole.call(window, request);";

/// As a page that was put together by hand and forgot to say where the server is; before the program reads it.
const FORGET_API_BASE: &str = "
    document.addEventListener('readystatechange', () => document.querySelector('meta[name=api-base]')?.remove());";

/// Its states.
pub fn group() -> Group {
    usual([
        State::passing("start-loading", "Loading…", |s| {
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

/// A page that does not say where the server is.
pub fn unconfigured() -> Group {
    let states = vec![State::new("unconfigured", "api-base", |s| {
        Box::pin(async {
            s.browser.before_each_page(FORGET_API_BASE).await;
            s.page().open_base().await;
        })
    })];
    Group { scene: Fixture { worker: false, ..Fixture::new() }, states }
}

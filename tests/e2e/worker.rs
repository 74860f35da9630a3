//! The bus's worker refused, or dead: everything else stands, and events come within the page.

use crate::fixture::Fixture;
use crate::page::Page;

/// Whether the page has given the worker up.
const NO_WORKER: &str = "return document.documentElement.dataset.bus === 'page'";

/// Keeps hold of the page's worker, so that it can be ended as a browser that is short of memory ends one.
const KEEP: &str = "
    const Whole = window.Worker;
    window.Worker = class extends Whole {
        constructor(...all) {
            super(...all);
            window.kept = this;
        }
    };";

/// Presses `Log out`, and notes after how many ms navigation and guard have both reacted.
const LOG_OUT: &str = "
    const pressed = performance.now();
    const look = () => {
        if (window.reacted || !nav().includes('Login') || !field('Password')) return;
        window.reacted = performance.now() - pressed;
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
    button('Log out').click();";

/// Logs out on a board, and fails where the page does not react soon. The limit is a tenth of a second for people; ten of
/// them here, since the machine may be busy, and half of the time after which a worker counts as dead.
async fn reacts_to_a_sign_out(page: &Page<'_>, worker: &str) {
    page.script(LOG_OUT, vec![]).await;
    page.wait_until("a reaction", "return window.reacted > 0", "").await;
    let reacted = page.script("return window.reacted", vec![]).await.as_f64().expect("a time");
    println!("{reacted:.0} ms with the worker {worker}");
    assert!(reacted < 1_000.0, "{reacted:.0} ms with the worker {worker}");
}

#[test]
fn navigation_and_guard_react_at_once_in_every_state_of_the_worker() {
    for (worker, change) in [
        ("alive", ""),
        ("killed", "kept.terminate()"),
        // It lives, and does not come to hear what the page says.
        ("busy", "Worker.prototype.postMessage = () => {}"),
    ] {
        Fixture::new().run(async |s| {
            s.browser.before_each_page(KEEP).await;
            let page = s.page();
            page.sign_in("user").await;
            page.click("User").await;
            page.sees("User Content.").await;
            page.has_worker().await;
            page.script(change, vec![]).await;
            reacts_to_a_sign_out(&page, worker).await;
            if worker != "alive" {
                // The check at the end asks the page for its worker.
                page.reload().await;
                page.has_worker().await;
                s.clear_log().await;
            }
        });
    }
    Fixture { worker: false, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.open("/user").await;
        page.sees("User Content.").await;
        // Within the two seconds that it has to start, as a rule; afterwards it counts as missing.
        reacts_to_a_sign_out(&page, "not started").await;
    });
}

#[test]
fn without_its_worker_the_page_hears_all_the_same() {
    Fixture { worker: false, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        s.server.revoke_all().await;
        s.server.expire_access_tokens();
        page.click("Home").await;
        page.click("User").await;
        page.sees_alert("expired").await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        page.send_sign_in("user", "evergreen").await;
        page.sees("User Content.").await;
        page.click("Log out").await;
        page.is_at("/login").await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        page.wait_until("no worker", NO_WORKER, "").await;
    });
}

#[test]
fn a_worker_that_dies_takes_no_sign_out_with_it() {
    Fixture::new().run(async |s| {
        s.browser.before_each_page(KEEP).await;
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        page.has_worker().await;
        page.script("kept.terminate()", vec![]).await;
        page.click("Log out").await;
        page.is_at("/login").await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        page.wait_until("no worker", NO_WORKER, "").await;
        // Nobody waits for the dead one a second time.
        page.send_sign_in("user", "evergreen").await;
        page.sees_link("user").await;
        // A page that is loaded anew has one of its own again; until then its events came without.
        page.reload().await;
        page.has_worker().await;
        s.clear_log().await;
    });
}

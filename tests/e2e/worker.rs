//! Tests in which the worker of the event bus is blocked or dead. The page must then deliver the events itself, and
//! everything else must work as usual.

use crate::fixture::Fixture;
use crate::page::Page;

/// A script that returns whether the page has stopped using the worker.
const NO_WORKER: &str = "return document.documentElement.dataset.bus === 'page'";

/// A script that stores the worker in `window.busWorker` when the page creates it. With this reference, the test can
/// terminate the worker. A browser may do the same when it is short of memory.
const KEEP_WORKER: &str = "
    const Original = window.Worker;
    window.Worker = class extends Original {
        constructor(...all) {
            super(...all);
            window.busWorker = this;
        }
    };";

/// A script that clicks `Log out`. It measures the time in ms until both the navigation and the guard have reacted.
const LOG_OUT: &str = "
    const pressed = performance.now();
    const look = () => {
        if (window.reacted || !nav().includes('Login') || !field('Password')) return;
        window.reacted = performance.now() - pressed;
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
    button('Log out').click();";

/// Logs out on the current page, and fails if the page reacts too late. `worker` is the state of the worker. The app
/// has to react within 100 ms. The test allows 1 s, because the machine may be busy. This is still only half of the
/// time after which the page considers a worker dead.
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
        ("killed", "busWorker.terminate()"),
        // The worker is alive but never gets the messages of the page.
        ("busy", "Worker.prototype.postMessage = () => {}"),
    ] {
        Fixture::new().run(async |s| {
            s.browser.before_each_page(KEEP_WORKER).await;
            let page = s.page();
            page.sign_in("user").await;
            page.click("User").await;
            page.sees("User Content.").await;
            page.has_worker().await;
            page.script(change, vec![]).await;
            reacts_to_a_sign_out(&page, worker).await;
            if worker != "alive" {
                // The check at the end of the test needs a working worker.
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
        // The host does not serve the worker, so the worker cannot start. The page waits two seconds for its start.
        // After that, the worker counts as dead. The sign-out usually happens within these two seconds.
        reacts_to_a_sign_out(&page, "not started").await;
    });
}

#[test]
fn without_the_worker_the_page_delivers_events_itself() {
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
fn a_dead_worker_loses_no_sign_out() {
    Fixture::new().run(async |s| {
        s.browser.before_each_page(KEEP_WORKER).await;
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        page.has_worker().await;
        page.script("busWorker.terminate()", vec![]).await;
        page.click("Log out").await;
        page.is_at("/login").await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        page.wait_until("no worker", NO_WORKER, "").await;
        // The page does not wait for the dead worker a second time.
        page.send_sign_in("user", "evergreen").await;
        page.sees_link("user").await;
        // At the end of each test, a check requires that the page has a worker. The check fails if the log has an event
        // that was delivered without the worker. This test has caused such events on purpose. So the page is reloaded,
        // which starts a new worker, and the log is cleared.
        page.reload().await;
        page.has_worker().await;
        s.clear_log().await;
    });
}

//! Brings the app into each state of a group, and calls a function in each view.

use crate::page::Page;
use crate::state::{Group, State};
use crate::test_system::TestSystem;
use crate::view::{View, Width};

/// A script that waits for two frames, and then returns whether all animations are over. The script ignores endless
/// animations. It also ignores the animation that shows the message about a slow start, because this message is not
/// part of a state. Only this animation has a delay of a second or more.
const AT_REST: &str = "
    const moves = (animation) => {
        const { delay = 0, endTime = 0 } = animation.effect?.getComputedTiming() ?? {};
        return animation.playState === 'running' && delay < 1000 && endTime !== Infinity;
    };
    return new Promise((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => done(!document.getAnimations().some(moves)))));";

/// Brings the app into each state of the group, and calls `look` in each view of the state.
#[track_caller]
pub fn tour(group: Group, look: impl AsyncFn(&TestSystem, &State, View)) {
    let Group { fixture, states } = group;
    let has_worker = fixture.worker;
    fixture.run(async |s| {
        for state in &states {
            println!("{} …", state.name);
            visit(s, state, &look).await;
        }
        reset(s).await;
        // Some states need failing servers and panics, which write errors to the console. These errors are expected.
        s.clear_log().await;
        if has_worker {
            // The tab is blank now. The check after the test waits for the app's worker, so a page of the app must be
            // open.
            s.page().open("/home").await;
        }
    });
}

async fn visit(s: &TestSystem, state: &State, look: &impl AsyncFn(&TestSystem, &State, View)) {
    let mut reached = false;
    for &width in state.widths {
        for dark in [false, true] {
            s.browser.set_color_scheme(dark).await;
            if !reached || state.passes {
                reset(s).await;
                set_width(s, Width::Wide).await;
                (state.reach)(s).await;
                reached = true;
            }
            set_width(s, width).await;
            let page = s.page();
            shows(&page, state).await;
            page.wait_until("a page at rest", AT_REST, "").await;
            look(s, state, View { width, dark }).await;
            assert!(is_shown(&page, state).await, "{} ended before it was looked at", state.name);
        }
    }
}

/// Sets the size of the window for this width.
pub async fn set_width(s: &TestSystem, width: Width) {
    let (across, down) = width.size();
    s.browser.set_size(across, down).await;
}

async fn shows(page: &Page<'_>, state: &State) {
    page.wait_until(&format!("{:?}: {:?}", state.name, state.text), SHOWN, state.text).await;
}

async fn is_shown(page: &Page<'_>, state: &State) -> bool {
    page.script(SHOWN, vec![state.text.into()]).await == true
}

const SHOWN: &str = "return textOf(document.body).includes(arguments[0])";

/// Prepares the browser for the next state: leaves one blank tab, goes online, deletes cookies, local storage and the
/// cache, and removes all faults.
async fn reset(s: &TestSystem) {
    let client = &s.browser.client;
    let here = client.window().await.expect("a tab");
    for tab in client.windows().await.expect("the tabs").into_iter().filter(|tab| *tab != here) {
        client.switch_to_window(tab).await.expect("the other tab");
        client.close_window().await.expect("closed");
    }
    client.switch_to_window(here).await.expect("the tab");
    s.page().visit("about:blank").await;
    s.browser.set_offline(false).await;
    s.browser.clear_session(&s.host.origin()).await;
    s.host.allow_all();
    // Clear the cache, because the browser also caches failed loads.
    s.browser.clear_cache().await;
    s.server.clear_faults();
}

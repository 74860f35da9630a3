//! The way through the states of a group: into each, and a look at it in every view.
//! It must not know what is looked for.

use crate::page::Page;
use crate::state::{Group, State};
use crate::test_system::TestSystem;
use crate::view::{View, Width};

/// Whatever moves by itself has come to rest, what appears after a moment is there, and the page has been drawn since.
/// What waits for longer, such as the word about a program that does not come, is none of this state.
const AT_REST: &str = "
    const moves = (animation) => {
        const { delay = 0, endTime = 0 } = animation.effect?.getComputedTiming() ?? {};
        return animation.playState === 'running' && delay < 1000 && endTime !== Infinity;
    };
    return new Promise((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => done(!document.getAnimations().some(moves)))));";

/// Plays the group on its stage; `look` sees each state in each view.
#[track_caller]
pub fn tour(group: Group, look: impl AsyncFn(&TestSystem, &State, View)) {
    let Group { scene, states } = group;
    let starts = scene.worker;
    scene.run(async |s| {
        for state in &states {
            println!("{} …", state.name);
            visit(s, state, &look).await;
        }
        begin_anew(s).await;
        // What a server that fails, or a program that stops, leaves on the console.
        s.clear_log().await;
        if starts {
            // Where the check at the end of every test finds the worker.
            s.page().open("/home").await;
        }
    });
}

async fn visit(s: &TestSystem, state: &State, look: &impl AsyncFn(&TestSystem, &State, View)) {
    let mut there = false;
    for &width in state.widths {
        for dark in [false, true] {
            s.browser.set_color_scheme(dark).await;
            if !there || state.passes {
                begin_anew(s).await;
                set_width(s, Width::Wide).await;
                (state.reach)(s).await;
                there = true;
            }
            set_width(s, width).await;
            let page = s.page();
            shows(&page, state).await;
            page.wait_until("a page at rest", AT_REST, "").await;
            look(s, state, View { width, dark }).await;
            assert!(is_shown(&page, state).await, "{} had passed before the look at it was done", state.name);
        }
    }
}

/// From now on the page is that wide.
pub async fn set_width(s: &TestSystem, width: Width) {
    let (across, down) = width.size();
    s.browser.set_size(across, down).await;
}

async fn shows(page: &Page<'_>, state: &State) {
    page.wait_until(&format!("{:?}: {:?}", state.name, state.words), SHOWN, state.words).await;
}

async fn is_shown(page: &Page<'_>, state: &State) -> bool {
    page.script(SHOWN, vec![state.words.into()]).await == true
}

const SHOWN: &str = "return textOf(document.body).includes(arguments[0])";

/// Nobody signed in, nothing on the page, nothing that fails, one tab.
async fn begin_anew(s: &TestSystem) {
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
    // It would keep a refusal for as long as the file.
    s.browser.clear_cache().await;
    s.server.clear_faults();
}

//! Tests of `/activity`: the picture of a burst (many requests at once), the events of other tabs, and the separation
//! of users (no user sees the events of another user).

use std::time::Duration;

use evergreen_backend::{Config, Fault, Times};
use serde_json::Value;

use crate::fixture::Fixture;
use crate::page::{PATIENT, Page};
use crate::test_system::TestSystem;

/// How long the device sleeps in these tests, in seconds.
const SLEEP: u32 = 8 * 3600;

/// Signs in as `user`, and opens `/activity`.
pub async fn begin(page: &Page<'_>) {
    page.sign_in("user").await;
    page.click("Activity").await;
}

/// Sends `size` requests at once (a burst) with an expired token, and waits until all of them have succeeded with one
/// refresh.
async fn send_expired(s: &TestSystem, size: u32) {
    let page = s.page();
    s.server.expire_access_tokens();
    page.fill("Requests", &size.to_string()).await;
    page.click("Send burst").await;
    page.sees_status(&format!("{size} of {size} succeeded · 1 refresh · ")).await;
}

/// Waits until the picture of the requests has this many parts with this shade, such as `refused`.
async fn has_parts(page: &Page<'_>, shade: &str, count: usize) {
    let script = "return (document.querySelector(`[data-shade=${arguments[0].split(' ')[0]}]`)?.dataset.count ?? '0') \
        === arguments[0].split(' ')[1]";
    page.wait_until("parts of the waterfall", script, &format!("{shade} {count}")).await;
}

/// Returns the rows of the timeline's table, each as one line of text.
async fn rows(page: &Page<'_>) -> Vec<String> {
    let script = "return visible('tbody tr').map((row) => [...row.cells].map(textOf).join(' | '))";
    let rows = page.script(script, vec![]).await;
    rows.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[test]
fn a_burst_shows_six_refused_requests_one_refresh_and_successes() {
    Fixture::new().run(async |s| {
        let page = s.page();
        begin(&page).await;
        page.click("Clear").await;
        s.server.fault("*", Fault::Delay(Duration::from_millis(30)), Times::Always);
        s.server.expire_access_tokens();
        page.click("Send burst").await;
        page.sees_status("100 of 100 succeeded · 1 refresh · ").await;
        has_parts(&page, "refused", 6).await;
        // The waterfall shows 101 responses with a 2xx status: the responses to the 100 requests and to the refresh.
        has_parts(&page, "good", 101).await;
        has_parts(&page, "refresh", 100).await;
        page.sees("100 requests").await;

        // The key End selects the last row of the waterfall, which belongs to a request of the burst. Later, the key
        // Home selects the first row, which contains the events.
        page.script("document.querySelector('[aria-label=Waterfall]').focus()", vec![]).await;
        page.keys("\u{E010}").await;
        page.sees("for the refresh · ").await;
        page.sees(" · 200 after ").await;
        page.keys("\u{E011}").await;
        page.sees("Events: event: renewed at").await;

        page.click("Table").await;
        page.sees("Times are counted from").await;
        let rows = rows(&page).await;
        let count = |what: &str| rows.iter().filter(|row| row.contains(what)).count();
        assert_eq!(count("GET /test/user"), 100, "{rows:?}");
        assert_eq!(count("| 200, sent 2 times"), 6, "{rows:?}");
        assert_eq!((count("| Refresh |"), count("event: renewed")), (1, 1), "{rows:?}");
        page.sees("Token refreshes 1").await;
        page.sees("in this tab").await;
    });
}

#[test]
fn names_and_lines_are_aligned_at_every_text_size() {
    // This script clicks the line beside each name. It returns three values for each name. The first value is the name.
    // The second value is the text that the page shows for the clicked line. The third value is true if the element of
    // the name is not high enough, so that a part of the name is hidden.
    const POINT: &str = "return (async () => {
        const plot = document.querySelector('.plot');
        const details = document.getElementById('waterfall-numbers');
        const pairs = [];
        for (const name of document.querySelectorAll('[aria-label=Waterfall] li')) {
            const { top, bottom } = name.getBoundingClientRect();
            const clientX = plot.getBoundingClientRect().left + 9;
            plot.dispatchEvent(new MouseEvent('click', { bubbles: true, clientX, clientY: (top + bottom) / 2 }));
            await new Promise(requestAnimationFrame);
            pairs.push([name.textContent, details.textContent, name.scrollHeight > name.clientHeight]);
        }
        return pairs;
    })()";
    Fixture::new().run(async |s| {
        let page = s.page();
        begin(&page).await;
        page.click("Clear").await;
        send_expired(s, 7).await;
        has_parts(&page, "good", 8).await;
        for size in [16, 32] {
            page.set_text_size(size).await;
            let pairs = page.script(POINT, vec![]).await;
            assert_eq!(pairs.as_array().map(Vec::len), Some(9), "{pairs}");
            for pair in pairs.as_array().into_iter().flatten() {
                let [name, details] = [0, 1].map(|text| pair[text].as_str().unwrap_or_default());
                assert!(details.starts_with(name) && pair[2] == false, "{size} px: {pair}");
            }
        }
    });
}

#[test]
fn other_tabs_have_their_own_group() {
    check_group_of_other_tabs(true);
}

#[test]
fn other_tabs_have_their_own_group_without_the_worker() {
    check_group_of_other_tabs(false);
}

#[track_caller]
fn check_group_of_other_tabs(worker: bool) {
    Fixture { worker, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        begin(&page).await;
        page.sees_control("Refresh now").await;
        let first = page.tab().await;
        let second = page.open_tab("/activity").await;
        page.click("Refresh now").await;
        page.sees("Token refreshes 1").await;

        page.to_tab(&first).await;
        page.sees("Other tabs").await;
        page.click("Table").await;
        page.sees("renewed in another tab").await;
        page.sees("in another tab or before a reload").await;

        page.to_tab(&second).await;
        page.click("Log out").await;
        page.sees("Signed in as nobody").await;
        page.to_tab(&first).await;
        page.sees("signed out in another tab").await;
        // The events before the sign-out are removed. The sign-out itself is still shown.
        page.no_longer_sees("renewed in another tab").await;
        s.assert_no_alert().await;
    });
}

#[test]
fn refused_requests_of_a_burst_of_a_thousand_stay_visible() {
    // The requests share a few connections, because a slow machine takes long to open a thousand of them.
    let config = Config { keep_alive: true, ..Config::for_tests() };
    Fixture { config, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        begin(&page).await;
        page.click("Clear").await;
        // All requests begin at once, so their limit includes the time in which they wait for a connection.
        page.script(PATIENT, vec![]).await;
        send_expired(s, 1000).await;
        page.sees("Only the last 500 are kept").await;
        has_parts(&page, "refused", 6).await;

        // The sleep sets the clock forward. So the next burst forms a new group, and the picture shows only this group.
        // The timeline keeps at most 500 operations, and it is full now. So each request of the next burst replaces an
        // older operation. This test checks that no request replaces another one of the same burst.
        page.advance_clock(SLEEP).await;
        send_expired(s, 100).await;
        page.sees("100 requests").await;
        has_parts(&page, "refused", 6).await;
        has_parts(&page, "good", 101).await;
    });
}

#[test]
fn a_long_pause_starts_a_new_group_and_the_newest_is_shown() {
    Fixture::new().run(async |s| {
        let page = s.page();
        begin(&page).await;
        page.sees("1 of 1").await;
        page.advance_clock(SLEEP).await;
        page.click("Refresh now").await;
        page.sees("2 of 2").await;
        page.click("Earlier").await;
        page.sees("1 of 2").await;
        page.click("Later").await;
        page.sees("2 of 2").await;
        page.advance_clock(SLEEP).await;
        page.click("Refresh now").await;
        page.sees("3 of 3").await;
    });
}

#[test]
fn returning_to_the_tab_adds_no_event() {
    Fixture::new().run(async |s| {
        let page = s.page();
        begin(&page).await;
        page.sees("1 of 1").await;
        page.advance_clock(SLEEP).await;
        page.script("document.dispatchEvent(new Event('visibilitychange'))", vec![]).await;
        page.advance_clock(SLEEP).await;
        page.click("Table").await;
        page.click("Refresh now").await;
        // The table shows the refresh, so all groups are there. A wrong event would be a group of its own, and the page
        // would say "3 of 3".
        page.sees("event: renewed").await;
        page.sees("2 of 2").await;

        // The record had not changed when the user returned to the tab, so no event was added. Now the record changes.
        // When the user returns to the tab again, an event must be added.
        page.script("localStorage.removeItem(recordKey())", vec![]).await;
        page.script("document.dispatchEvent(new Event('visibilitychange'))", vec![]).await;
        page.sees("event: changed").await;
    });
}

#[test]
fn the_timeline_hides_what_another_user_did() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("admin").await;
        page.click("Admin Board").await;
        page.sees("Admin Board.").await;
        page.click("Activity").await;
        page.click("Table").await;
        page.sees("GET /test/admin").await;
        page.click("Log out").await;
        page.no_longer_sees("GET /test/admin").await;
        page.wait_until("the focus in the page", "return document.activeElement.tagName === 'MAIN'", "").await;
        page.sees("Sign-out").await;

        // The page is not reloaded here. A reload would remove all entries of the timeline, so the test would not show
        // that the timeline itself hides the entries of another user.
        page.click("Login").await;
        page.send_sign_in("user", "evergreen").await;
        page.is_at("/profile").await;
        page.click("Activity").await;
        page.click("Table").await;
        page.sees("Sign-in").await;
        assert!(!page.main().await.contains("/test/admin"));
        s.assert_no_alert().await;
    });
}

#[test]
fn the_timeline_can_be_paused_cleared_and_saved() {
    Fixture::new().run(async |s| {
        let page = s.page();
        begin(&page).await;
        page.click("Table").await;
        page.sees("Sign-in").await;
        page.click("Clear").await;
        page.sees("Nothing has happened yet").await;
        page.click("Pause").await;
        page.sees("Paused").await;
        page.fill("Requests", "7").await;
        page.click("Send burst").await;
        page.sees_status("7 of 7 succeeded").await;
        page.sees("Paused").await;
        page.click("Pause").await;
        page.click("Send burst").await;
        page.sees("GET /test/user").await;
        page.sees_status("7 of 7 succeeded").await;

        // Read the file that the page gives to the browser.
        let hook = "const make = URL.createObjectURL;
            URL.createObjectURL = (blob) => { blob.text().then((text) => { window.saved = text; }); return make.call(URL, blob); };";
        page.script(hook, vec![]).await;
        page.click("Save as JSON").await;
        page.wait_until("a file", "return Boolean(window.saved)", "").await;
        let text = page.script("return window.saved", vec![]).await;
        let text = text.as_str().expect("a text");
        let file: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(file["format"], "evergreen-activity-1");
        assert_eq!(file["lanes"].as_array().map(Vec::len), Some(7), "{file}");
        for secret in ["evergreen\"", "User Content.", "@"] {
            assert!(!text.contains(secret), "{secret:?} in {text}");
        }
    });
}

#[test]
fn the_timeline_shows_the_question_of_the_idle_time_out_and_the_end() {
    Fixture { idle_timeout: 900, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        begin(&page).await;
        page.click("Table").await;
        page.advance_clock(850).await;
        page.sees("warning before the idle time-out").await;
        page.click_button("Stay signed in").await;
        page.sees("the warning before the idle time-out is over").await;
        // Nobody uses the app any more, so the session ends. The page is public, so it stays.
        page.advance_clock(1_000).await;
        page.sees_link("Login").await;
        let ended = "return visible('main td').some((cell) => textOf(cell).endsWith('idle time-out'))";
        page.wait_until("the end", ended, "").await;
    });
}

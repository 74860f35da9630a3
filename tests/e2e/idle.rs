//! The idle time-out in one tab: what the tab shows after it has slept past the end, that the session ends even if the
//! question cannot be loaded or the clock is set back, and what counts as use of the app. The tests with several tabs
//! are in `tests/tabs/idle.rs`.

use fantoccini::actions::{
    InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, TouchActions, WheelAction, WheelActions,
};
use fantoccini::error::CmdError;

use crate::browsers::wait::until;
use crate::fixture::Fixture;
use crate::page::ENTER;
use crate::test_system::TestSystem;

/// A script that adds `window.ahead` milliseconds to the page's clock. When the page continues after it was frozen, the
/// script begins to count the frames that show the notes of the profile, and the frames that show the sign-in form.
const WATCH_FRAMES: &str = "
    const device = Date.now.bind(Date);
    window.ahead = 0;
    Date.now = () => device() + window.ahead;
    window.framesWithPage = 0;
    window.framesWithForm = 0;
    const opaque = { opacityProperty: true };
    const shown = (selector) => [...document.querySelectorAll(selector)].some((found) => found.checkVisibility(opaque));
    const watch = () => {
        if (window.woken) {
            window.framesWithPage += shown('textarea');
            window.framesWithForm += shown('#sign-in-password');
        }
        requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
    // The clock is an hour later when the page continues, as after a sleep.
    document.addEventListener('freeze', () => { window.ahead = 3_600_000; });
    document.addEventListener('resume', () => { window.woken = true; }, true);
";

/// Opens a tab above the current one and closes it again. The page in the current tab then becomes visible and gets the
/// focus.
async fn cover_and_show(s: &TestSystem) -> Result<(), CmdError> {
    let client = &s.browser.client;
    let here = client.window().await?;
    let above = client.new_window(true).await?.handle;
    client.switch_to_window(above).await?;
    client.close_window().await?;
    client.switch_to_window(here).await
}

#[test]
fn a_page_that_slept_past_the_end_shows_the_form_in_its_first_frame() {
    Fixture { idle_timeout: 900, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.fill("Notes", "not saved yet").await;
        page.script(WATCH_FRAMES, vec![]).await;
        s.browser.set_frozen(true).await;
        // Chromium also hides a page that it freezes. The page is visible again when a tab above it is closed.
        cover_and_show(s).await.expect("a tab above");
        s.browser.set_frozen(false).await;
        page.sees_alert("inactive").await;
        page.wait_until("frames with the form", "return window.framesWithForm > 0", "").await;
        assert_eq!(page.script("return window.framesWithPage", vec![]).await, 0);
        // On a slow machine, Chromium may lose a click on a page that has just been resumed. It loses no key.
        page.fill("Password", "evergreen").await;
        page.keys(ENTER).await;
        page.wait_until("the note", "return field('Notes')?.value === 'not saved yet'", "").await;
    });
}

#[test]
fn a_visible_page_notices_within_a_second_that_the_device_has_slept() {
    Fixture { idle_timeout: 900, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.script(WATCH_FRAMES, vec![]).await;
        page.script("window.ahead = 3_600_000", vec![]).await;
        page.sees_alert("inactive").await;
        page.sees_form().await;
        s.wait_for_200("POST /api/auth/signout", 1).await;
    });
}

#[test]
fn the_session_ends_even_if_the_code_of_the_question_cannot_be_loaded() {
    Fixture { idle_timeout: 900, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        s.host.refuse("_warnings.wasm");
        page.sign_in("user").await;
        // The question is due now, and the session ends a few seconds later.
        page.advance_clock(895).await;
        page.sees_alert("inactive").await;
        page.sees_form().await;
        s.wait_for_200("POST /api/auth/signout", 1).await;
        s.host.allow_all();
        s.clear_log().await;
    });
}

#[test]
fn a_clock_that_is_set_back_gives_no_time() {
    // The device's clock is set back by two hours, and the monotonic clock says that the time-out has passed.
    const SET_BACK: &str = "
        const [device, monotonic] = [Date.now.bind(Date), performance.now.bind(performance)];
        Date.now = () => device() - 7_200_000;
        performance.now = () => monotonic() + 900_000;
    ";
    Fixture { idle_timeout: 900, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.script(SET_BACK, vec![]).await;
        page.sees_alert("inactive").await;
        page.sees_form().await;
        s.wait_for_200("POST /api/auth/signout", 1).await;
    });
}

/// A script that returns when the app was last used, as the tabs share it, in milliseconds since 1970.
const LAST_USE: &str =
    "return Number(Object.entries(localStorage).find(([key]) => key.startsWith('last-use '))?.[1].split(' ')[0] ?? 0)";

/// Does one thing that counts as use of the app.
async fn use_app(s: &TestSystem, kind: &str) -> Result<(), CmdError> {
    let (client, page) = (&s.browser.client, s.page());
    match kind {
        "pointer" => {
            let by = PointerAction::MoveBy { duration: None, x: 1.0, y: 0.0 };
            client.perform_actions(MouseActions::new("mouse".to_owned()).then(by)).await
        }
        "touch" => {
            // The field is in view, because text was typed into it.
            let place = "const { x, y } = field('Notes').getBoundingClientRect(); return [x + 9, y + 9]";
            let place = page.script(place, vec![]).await;
            let [x, y] = [0_usize, 1].map(|at| place[at].as_f64().expect("CSS pixels"));
            let tap = [
                PointerAction::MoveTo { duration: None, x, y },
                PointerAction::Down { button: MOUSE_BUTTON_LEFT },
                PointerAction::Up { button: MOUSE_BUTTON_LEFT },
            ];
            let finger = TouchActions::new("finger".to_owned());
            client.perform_actions(tap.into_iter().fold(finger, TouchActions::then)).await
        }
        "focus" => cover_and_show(s).await,
        "wheel" => {
            let scroll = WheelAction::Scroll { duration: None, x: 99, y: 99, delta_x: 0, delta_y: 9 };
            client.perform_actions(WheelActions::new("wheel".to_owned()).then(scroll)).await
        }
        _ => client.active_element().await?.send_keys(" ").await,
    }
}

#[test]
fn pointer_touch_wheel_scroll_focus_and_keys_are_use() {
    Fixture { idle_timeout: 900, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.fill("Notes", "in mid-sentence").await;
        // In a high window, the wheel causes no scroll, which would count as well.
        s.browser.client.set_window_size(900, 1_600).await.expect("a high window");
        for kind in ["focus", "pointer", "touch", "wheel", "key"] {
            // The app saves the next use at once, because the last one was seven minutes ago. It would ask after seven
            // more minutes without a use.
            page.advance_clock(7 * 60).await;
            let now = page.script("return Date.now()", vec![]).await.as_u64().expect("a time");
            until(&format!("{kind} as a use"), async || {
                use_app(s, kind).await.map_err(|error| error.to_string())?;
                let used = page.script(LAST_USE, vec![]).await;
                if used.as_u64().is_some_and(|used| used >= now) { Ok(()) } else { Err(format!("{used} before {now}")) }
            })
            .await;
        }
        // A scroll that a person has begun counts as long as it goes on.
        s.browser.client.set_window_size(900, 400).await.expect("a page that can be scrolled");
        page.script("setInterval(() => scrollTo(0, scrollY > 20 ? 0 : 50), 200)", vec![]).await;
        let is_used = format!("(() => {{ {LAST_USE} }})() > Number(arguments[0])");
        let or_over = format!("return {is_used} || Date.now() > Number(arguments[0]) + 10_000");
        let is_used = format!("return {is_used}");
        let mut times = 0;
        loop {
            times += 1;
            assert!(times <= 5, "no scroll counted as a use");
            page.keys(" ").await;
            let begun = page.script("return Date.now()", vec![]).await;
            page.wait_until("the scroll as a use, or the end of its time", &or_over, &begun.to_string()).await;
            // A scroll no longer counts after a second without one, and the page may stand still for a second on a busy
            // machine. So the loop repeats, but at most five times.
            if page.script(&is_used, vec![begun]).await == true {
                break;
            }
        }
        assert!(s.reports("question").await.is_empty(), "the app asked although it was used");
    });
}

#[test]
fn a_tab_with_throttled_timers_shows_the_form_in_its_first_visible_frame() {
    Fixture { idle_timeout: 900, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.fill("Notes", "not saved yet").await;
        // Chromium hides a page that it freezes. When the page runs again, it stays hidden until a tab above it is closed.
        s.browser.set_frozen(true).await;
        s.browser.set_frozen(false).await;
        page.script(WATCH_FRAMES, vec![]).await;
        page.wait_until("a hidden page", "return document.hidden", "").await;
        // Browsers run the timers of a hidden page once in a minute at most, and draw no frame of it. This stops the timers
        // that exist, and slows down those that follow.
        let throttle = "
            for (let timer = setTimeout(() => {}); timer > 0; timer--) clearTimeout(timer);
            const start = setTimeout;
            window.setTimeout = (run, ms) => start(run, document.hidden ? 60_000 : ms);
            window.ahead = 3_600_000;
            window.woken = true;
        ";
        page.script(throttle, vec![]).await;
        assert!(page.has_control("Log out").await, "nothing has noticed the end yet");
        cover_and_show(s).await.expect("a tab above");
        page.sees_alert("inactive").await;
        page.wait_until("frames with the form", "return window.framesWithForm > 0", "").await;
        assert_eq!(page.script("return window.framesWithPage", vec![]).await, 0);
    });
}

#[test]
fn a_page_that_scrolls_by_itself_is_not_used() {
    Fixture { idle_timeout: 900, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.browser.client.set_window_size(900, 400).await.expect("a page that can be scrolled");
        page.script("window.scrolls = 0; addEventListener('scroll', () => window.scrolls++)", vec![]).await;
        let scroll = "setInterval(() => scrollTo(0, scrollY > 20 ? 0 : 50), 1500); return Date.now()";
        let begun = page.script(scroll, vec![]).await.as_u64().expect("a time");
        // The app saves a use if the saved one is at least three seconds old. So a scroll that counts is saved at the
        // third scroll or earlier.
        page.wait_until("three scrolls", "return window.scrolls > 2", "").await;
        let used = page.script(LAST_USE, vec![]).await.as_u64().expect("a time");
        assert!(used > 0 && used < begun, "a scroll counted as a use: {used}, after {begun}");
        page.advance_clock(1_000).await;
        page.sees_alert("inactive").await;
    });
}

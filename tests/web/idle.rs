//! The idle time-out: the question before it, the form after it, and the notice of an announced end.

use evergreen::protocol::Tutorial;
use evergreen::session::State;
use evergreen_session::testing::Store;
use evergreen_session::{Ends, LastUse, State as SessionState};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{FocusOptions, HtmlElement};

use crate::test_app::{TestApp, UNREACHABLE_API, open, open_idle, user};
use crate::test_page::{pause, until};

/// The idle time-out in these tests, in seconds. The question comes after half of it.
const TIMEOUT: u32 = 20;

fn store() -> Store<Tutorial> {
    Store::new(UNREACHABLE_API)
}

/// Saves in the storage that the app was last used `ms` milliseconds ago in the session of `state`.
fn used(state: &State, ms: u64) {
    let SessionState::SignedIn(signed_in) = state else { panic!("nobody is signed in") };
    let at = js_sys::Date::now() as u64 - ms;
    store().save_last_use(&LastUse { session: signed_in.session.clone(), at });
}

/// Opens the profile of amy, who used the app `ms` milliseconds ago.
fn open_profile(ms: u64) -> (TestApp, State) {
    let state = user(1, "amy", &[]);
    used(&state, ms);
    (open_idle("/profile", state.clone(), TIMEOUT), state)
}

/// Opens the profile, puts the focus on the notes, and waits for the question.
async fn open_question() -> (TestApp, State) {
    let (app, state) = open_profile(8_500);
    app.sees("main h1", "Profile").await;
    // Shortly after another use, a scroll would count as use of the app, too.
    let still = FocusOptions::new();
    still.set_prevent_scroll(true);
    let notes = app.find("textarea").and_then(|notes| notes.dyn_into::<HtmlElement>().ok()).expect("notes");
    notes.focus_with_options(&still).expect("focus");
    app.sees("[role=alertdialog]", "signed out in").await;
    (app, state)
}

async fn is_closed(app: &TestApp) {
    assert!(until(|| app.find("[role=alertdialog]").is_none()).await, "the question is still there");
}

#[wasm_bindgen_test]
async fn the_question_takes_the_focus_and_an_answer_gives_it_back() {
    let (app, _) = open_question().await;
    assert!(app.has_focus("[role=alertdialog] button"), "the answer has the focus");
    // The seconds are shown one by one, but they are not all announced.
    let (shown, announced) = ("[role=alertdialog] [aria-hidden]", "[role=alertdialog] [aria-live]");
    let first = app.texts(announced);
    assert!(until(|| app.texts(shown) != first).await, "the seconds stand still");
    assert_eq!(app.texts(announced), first);
    app.click("Stay signed in");
    is_closed(&app).await;
    assert!(until(|| app.has_focus("textarea")).await, "the notes have the focus again");
    assert!(store().last_use().is_some_and(|used| used.at + 2_000 > js_sys::Date::now() as u64));
}

#[wasm_bindgen_test]
async fn escape_is_an_answer_and_what_scripts_do_is_none() {
    let (app, _) = open_question().await;
    let window = web_sys::window().expect("a page");
    for name in ["pointermove", "keydown", "focus", "scroll"] {
        window.dispatch_event(&web_sys::Event::new(name).expect("an event")).expect("dispatched");
    }
    pause(1_200).await;
    let dialog = app.find("[role=alertdialog]").expect("the question stays");
    let cancel = web_sys::Event::new("cancel").expect("an event");
    dialog.dispatch_event(&cancel).expect("dispatched");
    is_closed(&app).await;
    app.sees("nav", "amy").await;
}

#[wasm_bindgen_test]
async fn an_answer_in_another_tab_closes_the_question() {
    let (app, state) = open_question().await;
    used(&state, 0);
    is_closed(&app).await;
}

#[wasm_bindgen_test]
async fn the_user_can_log_out_instead() {
    let (app, _) = open_question().await;
    app.click("Log out now");
    app.wait_for_path("/login").await;
    is_closed(&app).await;
    assert!(app.find("main [role=alert]").is_none(), "there is no reason to explain");
}

#[wasm_bindgen_test]
async fn after_the_time_out_the_form_covers_the_page_and_says_why() {
    let (app, _) = open_profile(18_500);
    app.sees("main h1", "Profile").await;
    app.sees("[role=alertdialog]", "signed out in").await;
    app.sees("main [role=alert]", "signed out").await;
    app.sees("main [role=alert]", "inactive").await;
    is_closed(&app).await;
    assert!(app.find("[hidden][inert] textarea").is_some(), "the page is kept below the form");
    assert_eq!(app.field("Username").value(), "amy");
    assert!(until(|| app.has_focus("input[type=password]")).await, "the password has the focus");
    assert!(until(|| store().load().is_signing_out()).await, "the record says so, too");
    let root = web_sys::window().and_then(|window| window.document()).and_then(|page| page.document_element());
    let root = root.and_then(|root| root.dyn_into::<HtmlElement>().ok()).expect("a root");
    assert!(until(|| root.style().get_property_value("opacity").as_deref() == Ok("")).await, "the page is visible");
    app.set_record(user(1, "amy", &[]));
}

#[wasm_bindgen_test]
async fn a_page_that_is_opened_after_the_time_out_shows_only_the_form() {
    let (app, _) = open_profile(25_000);
    // The first rendering shows the form already.
    assert!(app.find("textarea").is_none());
    app.sees("main [role=alert]", "inactive").await;
    assert!(app.find("textarea").is_none());
}

#[wasm_bindgen_test]
async fn an_announced_end_has_a_notice_until_it_moves() {
    let ends = |seconds: u64| match user(1, "amy", &[]) {
        SessionState::SignedIn(mut signed_in) => {
            signed_in.since = Some(js_sys::Date::now() as u64 - 3_600_000);
            signed_in.renewed_at = js_sys::Date::now() as u64;
            let seconds = u32::try_from(seconds).expect("a number of seconds");
            SessionState::SignedIn(signed_in.with_ends(Ends { session: Some(seconds), idle: None }))
        }
        other => other,
    };
    let app = open("/profile", ends(301));
    app.sees("dd", ":").await;
    app.sees("main [role=status]", "session ends").await;
    app.set_record(ends(3_600));
    assert!(until(|| !app.texts("main [role=status]").concat().contains("session ends")).await, "the end has moved");
    app.set_record(ends(0));
    app.sees("main [role=status]", "session ended").await;
    app.set_record(ends(100));
    app.sees("main [role=status]", "session ends").await;
    app.click("Sign in again");
    app.sees("main [role=status]", "start a new session").await;
    assert!(app.find("[hidden][inert] textarea").is_some(), "the page is kept below the form");
    assert_eq!(app.path(), "/profile");
}

#[wasm_bindgen_test]
async fn signing_in_again_keeps_a_public_page() {
    let SessionState::SignedIn(mut signed_in) = user(1, "amy", &[]) else { return };
    signed_in.renewed_at = js_sys::Date::now() as u64;
    let state = SessionState::SignedIn(signed_in.with_ends(Ends { session: Some(60), idle: None }));
    let app = open("/activity", state);
    app.sees("main [role=status]", "session ends").await;
    app.click("Sign in again");
    app.sees("main form button", "Login").await;
    assert_eq!(app.field("Username").value(), "amy");
    assert!(until(|| app.has_focus("input[type=password]")).await, "the focus is on the password");
    app.sees("main button", "Send burst").await;
    assert_eq!(app.path(), "/activity");
}

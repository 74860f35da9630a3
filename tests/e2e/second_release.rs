//! Tests what an open page does while the host gets a new release, which has none of the files of the old one.

use crate::browsers::second_release::{MARK, second_release};
use crate::fixture::Fixture;

/// The wasm file with the code of the page `/activity` has a name with this end.
const ACTIVITY: &str = "_activity.wasm";

/// A script that returns whether the page runs the release with this mark.
const PROGRAM: &str = "return document.querySelector('script[data-js]').dataset.js.includes(arguments[0])";

/// A script that returns whether the page has compared its release with that of the host.
const COMPARED: &str = "return 'compared' in document.getElementById('app').dataset";

#[test]
fn an_old_tab_continues_and_offers_the_new_version_when_it_needs_a_file_that_is_gone() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        page.script("globalThis.sameTab = true", vec![]).await;
        s.host.replace(second_release().path());
        // What the tab has loaded goes on: navigation, requests, and a sign-in.
        page.click("Login").await;
        page.sees_form().await;
        page.click("Home").await;
        page.sees("Public Content.").await;

        page.click("Activity").await;
        page.sees_alert("A new version is available.").await;
        page.no_longer_sees("could not be loaded").await;
        page.sees_control("Reload").await;
        let again = page.script("return visible('button').some((button) => textOf(button) === 'Try again')", vec![]);
        assert_eq!(again.await, false, "a button would request the missing file again");
        // The page reloads only when the person wants it.
        assert_eq!(page.script("return globalThis.sameTab === true", vec![]).await, true);
        page.click("Home").await;
        page.sees("Public Content.").await;
        page.click("Activity").await;
        page.sees_alert("A new version is available.").await;
        assert_eq!(page.script("return globalThis.sameTab === true", vec![]).await, true);

        page.click("Reload").await;
        page.sees_control("Send burst").await;
        page.wait_until("the new release", PROGRAM, MARK).await;
        page.is_at("/activity").await;
        s.clear_log().await;
    });
}

#[test]
fn an_old_tab_offers_the_new_version_when_it_needs_a_file_that_nobody_has_asked_for() {
    Fixture { idle_timeout: 900, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.open("/user").await;
        page.sees_form().await;
        page.script("globalThis.sameTab = true", vec![]).await;
        s.host.replace(second_release().path());
        // The page itself is there. The warnings before the session ends are needed now, and their file is gone.
        page.send_sign_in("user", "evergreen").await;
        page.sees("User Content.").await;
        page.sees_alert("A new version is available.").await;
        page.sees_nav(&["Home", "User", "Activity", "user", "Log out"]).await;
        // A page that cannot be loaded has the message itself, and it is not there twice.
        page.click("Activity").await;
        let one = "return document.querySelector('#not-loaded') && !document.querySelector('#outdated')";
        page.wait_until("one message", one, "").await;
        page.sees_alert("A new version is available.").await;
        page.click("User").await;
        page.sees("User Content.").await;
        page.sees_alert("A new version is available.").await;
        assert_eq!(page.script("return globalThis.sameTab === true", vec![]).await, true);
        page.click("Reload").await;
        page.wait_until("the new release", PROGRAM, MARK).await;
        page.sees_nav(&["Home", "User", "Activity", "user", "Log out"]).await;
        s.clear_log().await;
    });
}

#[test]
fn a_translated_message_stays_translated() {
    // A script that translates the message each time it is in English, as a browser does, and counts this.
    const TRANSLATE: &str = "window.times = 0;
        new MutationObserver(() => {
            const message = document.getElementById('not-loaded');
            if (message?.textContent !== 'A new version is available.') return;
            message.textContent = 'Eine neue Version ist da.';
            window.times++;
        }).observe(document.body, { childList: true, subtree: true, characterData: true })";
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        page.script(TRANSLATE, vec![]).await;
        s.host.replace(second_release().path());
        page.click("Activity").await;
        page.sees_alert("Eine neue Version ist da.").await;
        page.click("Home").await;
        page.sees("Public Content.").await;
        assert_eq!(page.script("return window.times", vec![]).await, 1);
        s.clear_log().await;
    });
}

#[test]
fn a_missing_file_that_nobody_has_asked_for_is_not_reported_without_a_new_release() {
    Fixture { idle_timeout: 900, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.open("/user").await;
        page.sees_form().await;
        s.host.refuse("_warnings.wasm");
        page.send_sign_in("user", "evergreen").await;
        page.sees("User Content.").await;
        page.wait_until("the comparison", COMPARED, "").await;
        s.assert_no_alert().await;
        s.clear_log().await;
    });
}

#[test]
fn without_a_new_release_a_missing_file_is_a_fault_of_the_connection() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        s.host.take_served();
        s.host.refuse(ACTIVITY);
        page.click("Activity").await;
        page.sees_alert("could not be loaded").await;
        // The script has compared the releases, and the message stays.
        page.wait_until("the comparison", COMPARED, "").await;
        page.click_and_see_new_alert("Try again").await;
        page.sees_alert("Check your connection").await;
        assert!(s.host.take_served().iter().any(|path| path.ends_with("/outdated.js")));
        s.clear_log().await;
    });
}

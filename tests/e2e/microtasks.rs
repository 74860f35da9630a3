//! Firefox may run a microtask in the middle of another one, while that one reads the storage. The executor of the
//! program's futures does not bear this, so `static/boot.js` lets microtasks run one after the other.

use serde_json::json;

use crate::fixture::Fixture;

/// A script that imitates Firefox: whenever the page reads the storage, the microtasks run that are waiting.
/// `window.nested` is their number.
const NESTED: &str = "
    const waiting = [];
    const run = () => {
        try {
            waiting.shift()?.();
        } catch (error) {
            reportError(error);
        }
    };
    const queue = window.queueMicrotask.bind(window);
    window.queueMicrotask = (task) => {
        waiting.push(task);
        queue(run);
    };
    window.nested = 0;
    const { getItem } = Storage.prototype;
    Storage.prototype.getItem = function (key) {
        window.nested += waiting.length;
        while (waiting.length) run();
        return getItem.call(this, key);
    };";

#[test]
fn the_program_continues_after_a_microtask_in_the_middle_of_another_one() {
    Fixture::new().run(async |s| {
        s.browser.before_each_page(NESTED).await;
        let page = s.page();
        page.sign_in("user").await;
        page.click("Activity").await;
        page.fill("Requests", "100").await;
        for _ in 0..3 {
            s.server.expire_access_tokens();
            page.click("Send burst").await;
            page.sees_status("100 of 100 succeeded").await;
            page.click("User").await;
            page.sees("User Content.").await;
            page.click("Activity").await;
            page.sees_control("Send burst").await;
        }
        assert_eq!(page.script("return window.nested > 0", vec![]).await, json!(true), "no microtask was nested");
    });
}

//! Tests the app with unusual records in storage, and in a browser that denies storage. In both cases, the app must
//! work, and must sign no user in by accident.

use serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::page::Page;

const SIGNED_OUT: [&str; 4] = ["Home", "Activity", "Sign Up", "Login"];
const WRITE: &str = "localStorage.setItem(recordKey(), arguments[0])";

/// Returns invalid records. Most of them are made from `valid`, the record of a signed-in user.
fn invalid_records(valid: &str) -> Vec<String> {
    let record: Value = serde_json::from_str(valid).expect("the record is JSON");
    let with = |field: &str, value: Value| {
        let mut record = record.clone();
        record[field] = value;
        record.to_string()
    };
    let mut all: Vec<String> = ["", "{", "null", "7", "[]", "\"user\"", "{}"].map(str::to_owned).to_vec();
    all.extend([
        valid[..valid.len() / 2].to_owned(),
        with("api", json!("https://another.example/api")),
        with("session", json!(7)),
        with("renewal", Value::Null),
        with("renewed_at", json!("yesterday")),
        with("renewed_at", json!(-1)),
        with("expires_in", json!(1.5)),
        with("user", json!("user")),
        with("user", json!({ "id": 1, "username": ["user"], "roles": ["ROLE_ADMIN"] })),
        // The app of the tutorial stores a user in this form. That app may have run at this origin before.
        json!({ "id": 1, "username": "user", "email": "user@example.com", "roles": ["ROLE_ADMIN"] }).to_string(),
        format!("{{\"user\":{}", "[".repeat(100_000)),
        with("user", json!({ "id": 1, "username": "x".repeat(1_000_000), "email": "", "roles": [] })),
    ]);
    all
}

async fn record(page: &Page<'_>) -> String {
    let record = page.script("return localStorage.getItem(recordKey())", vec![]).await;
    record.as_str().expect("a record").to_owned()
}

#[test]
fn an_invalid_record_signs_nobody_in() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let valid = record(&page).await;
        for text in invalid_records(&valid) {
            page.script(WRITE, vec![json!(text)]).await;
            page.open("/user").await;
            page.sees_form().await;
            page.sees_nav(&SIGNED_OUT).await;
        }
        page.send_sign_in("user", "evergreen").await;
        page.sees("User Content.").await;
    });
}

#[test]
fn a_record_made_invalid_in_another_tab_signs_this_tab_out() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        let first = page.tab().await;
        let second = page.open_tab("/home").await;
        let valid = record(&page).await;
        for text in invalid_records(&valid) {
            page.script(WRITE, vec![json!(text)]).await;
            page.to_tab(&first).await;
            page.sees_nav(&SIGNED_OUT).await;
            page.no_longer_sees("User Content.").await;
            // After the old record is restored, the user is signed in again, because the cookies are still valid.
            page.to_tab(&second).await;
            page.script(WRITE, vec![json!(valid)]).await;
            page.to_tab(&first).await;
            page.sees_link("user").await;
            page.open("/user").await;
            page.sees("User Content.").await;
            page.to_tab(&second).await;
        }
    });
}

#[test]
fn fields_of_a_newer_version_are_ignored() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let mut newer: Value = serde_json::from_str(&record(&page).await).expect("the record is JSON");
        newer["version"] = json!(2);
        newer["user"]["plan"] = json!({ "name": "large" });
        page.script(WRITE, vec![json!(newer.to_string())]).await;
        page.open("/user").await;
        page.sees("User Content.").await;
    });
}

#[test]
fn without_storage_the_page_works_and_shows_a_notice() {
    // The policy puts the page into a sandbox without an origin. Such a page has no storage, no worker, no locks and no
    // cookies. The browser loads modules and wasm for such a page only if the host sends a CORS header with them. Many
    // hosts send this header, so the test sends it too.
    let headers =
        "/*\n  Content-Security-Policy: sandbox allow-scripts allow-forms\n  Access-Control-Allow-Origin: *\n";
    Fixture { headers, worker: false, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.open("/user").await;
        page.sees_form().await;
        page.sees_nav(&SIGNED_OUT).await;
        page.sees_status("does not let the app store data").await;
        page.send_sign_in("user", "evergreen").await;
        page.sees_alert("can't be reached").await;
        page.sees_form().await;
        // Because of the sandbox, the browser cannot check the integrity of the style sheet, and it blocks the requests
        // that the page sends to the server. It reports both as errors. This test expects these errors, so it deletes
        // them from the log.
        s.clear_log().await;
    });
}

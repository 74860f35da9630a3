//! Tests what `check-server` finds about the optional parts: a user's own sessions, the change of a password, and the
//! stream of events.

use super::{ADDED, APP, check, expected::OPTIONAL, mark, start};
use evergreen_backend::{Config, Fault, Like, Offer, Server, Times};
use xtask::check_server::{
    Identity,
    report::Mark::{Differs, Fails, Passes, Skipped},
};

#[tokio::test]
async fn only_the_offered_parts_are_checked() {
    for (offers, found) in [
        (vec![], &[][..]),
        (vec![Offer::Password], &["offers", "password-without-cookie"]),
        (vec![Offer::Sessions, Offer::Events], &["offers", "sessions", "events-ended"]),
    ] {
        let server = Server::start(Config { offers, ..Config::for_tests() }).await.expect("the server starts");
        let report = check(&server.api(), APP, &ADDED).await;
        for check in OPTIONAL {
            let part = check.split('-').next().expect("a name");
            let is_offered = found.iter().any(|found| found.split('-').next() == Some(part));
            let is_found = report.findings().any(|finding| finding.check == check);
            assert_eq!(is_found, is_offered, "{check}");
        }
        assert!(report.works());
    }
}

#[tokio::test]
async fn each_fault_of_an_optional_part_is_found() {
    let body = |text: &str| Fault::Body { status: 200, content_type: "application/json".to_owned(), body: text.into() };
    let (list, password, events) = ("GET /api/auth/sessions", "POST /api/auth/password", "GET /api/auth/events");
    for (route, fault, check_id, mark_of) in [
        (list, body("{}"), "sessions", Fails),
        (list, Fault::Html(502), "sessions", Fails),
        (list, body("[]"), "sessions-without-cookie", Fails),
        (list, body("[]"), "sessions-current", Differs),
        (list, body("[]"), "sessions-end", Skipped),
        ("DELETE /api/auth/sessions", body("{}"), "sessions-end-others-access", Fails),
        ("DELETE /api/auth/sessions", Fault::Status(500), "sessions-end-others", Fails),
        ("DELETE /api/auth/sessions/evergreen-check-unknown", body("{}"), "sessions-unknown", Differs),
        (password, body("{}"), "password-without-cookie", Fails),
        (password, body("{}"), "password-wrong", Fails),
        (password, body("{}"), "password-limits", Fails),
        (password, body("{}"), "password-ends-others", Fails),
        (password, body("{}"), "password-old", Fails),
        (password, Fault::Status(500), "password", Fails),
        (events, Fault::Status(500), "events", Differs),
        (events, body("{}"), "events", Differs),
        (events, Fault::Drop, "events", Differs),
    ] {
        let server = start(Like::Own).await;
        server.fault(route, fault.clone(), Times::Always);
        let report = check(&server.api(), APP, &ADDED).await;
        assert_eq!(mark(&report, check_id), mark_of, "{route} {fault:?} {check_id}");
    }
}

#[tokio::test]
async fn a_stream_that_tells_nothing_differs() {
    let silent = |text: &str| Fault::Body {
        status: 200,
        content_type: "text/event-stream".to_owned(),
        body: text.as_bytes().to_vec(),
    };
    for (text, mark_of) in [
        (": nothing\n\n", Differs),
        ("event: ended\n\n", Differs),
        ("event: changed\ndata: {}\n\n", Differs),
        ("event: ended\ndata: {}\n\n", Passes),
    ] {
        let server = start(Like::Own).await;
        server.fault("GET /api/auth/events", silent(text), Times::Always);
        let report = check(&server.api(), APP, &Identity::Demo).await;
        assert_eq!(mark(&report, "events-ended"), mark_of, "{text:?}");
    }
}

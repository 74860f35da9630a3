//! Tests `cargo xtask check-server` against the companion server. In some tests, the companion server behaves as usual.
//! In other tests, it imitates a Spring server or a Node/Express server, or it has faults.

mod command;
mod expected;
mod optional_parts;
mod proxy;
mod tls;

use evergreen_backend::{Config, Fault, Like, Server, Times};
use expected::{ALL_RESPONSES, NODE, OPEN, OPTIONAL, REFRESH, ROLES, SESSION, SIGN_UP, SPRING, assert_found};
use proxy::{Change, Proxy, rewrite_cookies};
use std::time::Duration;
use xtask::check_server::{
    self, Identity,
    account::Account,
    checker::Progress,
    report::{
        Mark::{self, Differs, Fails, Passes, Skipped},
        Report,
    },
    target::Target,
};

const APP: &str = "http://localhost:8081";
const ADDED: Identity = Identity::Added { reuse_token: true };

async fn start(like: Like) -> Server {
    Server::start(Config { like, ..Config::for_tests() }).await.expect("the server starts")
}

async fn check(api: &str, origin: &str, identity: &Identity) -> Report {
    let target = Target::new(&api.parse().expect("an API base"), &origin.parse().expect("an origin"));
    check_server::run(target.expect("a target"), Duration::from_secs(5), identity, &mut |_| ())
        .await
        .expect("a reachable server")
}

fn mark(report: &Report, check: &str) -> Mark {
    let finding = report.findings().find(|finding| finding.check == check);
    finding.unwrap_or_else(|| panic!("no finding {check}: {report:#?}")).mark
}

#[tokio::test]
async fn the_companion_server_keeps_the_whole_contract() {
    let server = start(Like::Own).await;
    let report = check(&server.api(), APP, &ADDED).await;
    let left = [("moderator-board", Skipped), ("admin-board", Skipped)];
    let checks: [&[_]; 8] =
        [&OPEN, &SESSION, &REFRESH, &["refresh-old-token"], &ALL_RESPONSES, &SIGN_UP, &ROLES, &OPTIONAL];
    assert_found(&report, &checks, &left);
    assert!(report.works() && report.count(Differs) == 0);
    assert_eq!(report.added.len(), 2, "{:?}", report.added);
    assert_eq!(server.count("POST", "/api/auth/signup"), 5);

    let report = check(&server.api(), APP, &Identity::Demo).await;
    let left = [("refresh-old-token", Skipped), ("sign-up", Skipped), ("password", Skipped)];
    let changes_password = ["password-ends-others", "password-keeps", "password-old", "password-new"];
    let optional: Vec<_> = OPTIONAL.into_iter().filter(|check| !changes_password.contains(check)).collect();
    let checks: [&[_]; 8] =
        [&OPEN, &SESSION, &REFRESH, &["refresh-old-token"], &ALL_RESPONSES, &["sign-up"], &ROLES, &optional];
    assert_found(&report, &checks, &left);
}

#[tokio::test]
async fn the_spring_server_differs_and_works() {
    let server = start(Like::Spring).await;
    // The check runs twice, to see that the first run does not lock a user out.
    for _ in 0..2 {
        let report = check(&server.api(), APP, &Identity::Demo).await;
        let checks: [&[_]; 7] =
            [&OPEN, &SESSION, &REFRESH, &["refresh-old-token"], &ALL_RESPONSES, &["sign-up"], &ROLES];
        let mut others = SPRING.to_vec();
        others.push(("sign-up", Skipped));
        assert_found(&report, &checks, &others);
        assert!(report.works());
    }
    let report = check(&server.api(), APP, &ADDED).await;
    let checks: [&[_]; 7] = [&OPEN, &SESSION, &REFRESH, &["refresh-old-token"], &ALL_RESPONSES, &SIGN_UP, &ROLES];
    assert_found(&report, &checks, &SPRING);
    assert_eq!(report.added.len(), 2, "{:?}", report.added);
}

#[tokio::test]
async fn the_node_server_differs_and_works() {
    let server = start(Like::Node).await;
    let report = check(&server.api(), APP, &Identity::Demo).await;
    let mut others = NODE.to_vec();
    others.push(("sign-up", Skipped));
    assert_found(&report, &[&OPEN, &SESSION, &ALL_RESPONSES, &["sign-up"], &ROLES], &others);
    assert!(report.works());
    let report = check(&server.api(), APP, &ADDED).await;
    assert_found(&report, &[&OPEN, &SESSION, &ALL_RESPONSES, &SIGN_UP, &ROLES], &NODE);
    // On the other servers, the check adds two users. The check also sends a sign-up that violates the limits, and only
    // this server accepts it. So the check adds three users here.
    assert_eq!(report.added.len(), 3, "{:?}", report.added);
    let missing =
        report.findings().find(|finding| finding.check == "refresh-without-cookie").expect("the check was run");
    assert!(missing.meaning.contains("sign in again, in place"), "{missing:?}");
}

#[tokio::test]
async fn without_an_account_the_other_checks_are_skipped() {
    let server = start(Like::Own).await;
    let report = check(&server.api(), APP, &Identity::Nobody).await;
    let left = [
        "sign-in",
        "user-board",
        "moderator-board",
        "moderator-board-refused",
        "admin-board",
        "admin-board-refused",
        "refresh",
        "refresh-old-token",
        "sign-out-without-token",
        "sign-up",
    ];
    let others = left.map(|check| (check, Skipped));
    assert_found(&report, &[&OPEN, &ALL_RESPONSES, &left], &others);
    assert!(report.works() && report.summary().contains("as far as it was checked"));
}

#[tokio::test]
async fn no_user_is_added_and_no_account_is_risked_by_default() {
    let server = start(Like::Spring).await;
    let user = Identity::User(Account::known("moderator", "evergreen"));
    for identity in [&Identity::Nobody, &Identity::Demo, &user] {
        let report = check(&server.api(), APP, identity).await;
        assert!(report.added.is_empty());
    }
    assert_eq!(server.count("POST", "/api/auth/signup"), 0);
    let report = check(&server.api(), APP, &user).await;
    assert_eq!(mark(&report, "sign-out-without-token"), Skipped);
    assert_eq!(mark(&report, "moderator-board"), Passes);
    assert_eq!(mark(&report, "sign-in-again"), Passes);
}

#[tokio::test]
async fn a_user_signed_in_elsewhere_is_distinguished_from_a_wrong_password() {
    let server = start(Like::Spring).await;
    let report = check(&server.api(), APP, &Identity::User(Account::known("user", "not-it-at-all"))).await;
    let finding = report.findings().find(|finding| finding.check == "sign-in").expect("it was tried");
    assert!(finding.mark == Fails && finding.actual.contains("Bad credentials"), "{finding:?}");
    assert!(!report.works());
}

#[tokio::test]
async fn other_kinds_of_rotation_are_found() {
    for (config, expected) in [
        (Config { grace: Duration::ZERO, ..Config::for_tests() }, Differs),
        (Config { rotate: false, ..Config::for_tests() }, Skipped),
        (Config { announce_expiry: true, ..Config::for_tests() }, Passes),
    ] {
        let announced = config.announce_expiry;
        let server = Server::start(config).await.expect("the server starts");
        let report = check(&server.api(), APP, &ADDED).await;
        assert_eq!(mark(&report, "refresh-old-token"), expected);
        let expiry =
            report.findings().find(|finding| finding.check == "refresh-expires-in").expect("the check was run");
        assert_eq!(expiry.actual.contains("900 s"), announced, "{expiry:?}");
        assert!(report.works());
    }
}

#[tokio::test]
async fn an_origin_that_the_server_does_not_allow_fails() {
    let server = start(Like::Own).await;
    let report = check(&server.api(), "http://localhost:3000", &Identity::Nobody).await;
    for check in [
        "cors-origin",
        "cors-credentials",
        "preflight-origin",
        "preflight-credentials",
        "preflight-headers",
        "cors-everywhere",
    ] {
        assert_eq!(mark(&report, check), Fails, "{check}");
    }
    assert!(!report.works());
    // If the app has the same origin as the API, CORS does not apply.
    let report = check(&server.api(), &server.url(), &Identity::Nobody).await;
    assert!(report.findings().all(|finding| !finding.check.contains("cors") && !finding.check.contains("preflight")));
}

#[tokio::test]
async fn each_fault_fails_its_checks() {
    let body = |text: &str| Fault::Body { status: 200, content_type: "application/json".to_owned(), body: text.into() };
    let refresh = "POST /api/auth/refreshtoken";
    let sign_in = "POST /api/auth/signin";
    for (route, fault, failing) in [
        ("GET /api/test/all", Fault::Html(200), &["public-board"][..]),
        (sign_in, body(r#"{"user":{"name":"amy"}}"#), &["unknown-user", "wrong-password", "sign-in"]),
        (sign_in, Fault::Html(502), &["unknown-user", "wrong-password", "sign-in"]),
        (refresh, Fault::Html(403), &["refresh-without-cookie", "refresh", "refresh-refused"]),
        (refresh, Fault::Masked, &["refresh-without-cookie", "refresh", "refresh-refused"]),
        (refresh, body("{}"), &["refresh-without-cookie", "refresh", "refresh-refused"]),
        ("POST /api/auth/signout", Fault::Html(502), &["sign-out-without-cookie", "sign-out"]),
        ("GET /api/test/user", Fault::Status(500), &["board-without-cookie", "user-board", "refresh-board"]),
        ("GET /api/test/user", Fault::Drop, &["board-without-cookie", "user-board", "refresh-board"]),
        ("GET /api/test/admin", body("open to all"), &["admin-board-refused"]),
    ] {
        let server = start(Like::Own).await;
        server.fault(route, fault.clone(), Times::Always);
        let report = check(&server.api(), APP, &Identity::Demo).await;
        for check in failing {
            let mark = report.findings().find(|finding| finding.check == *check).map(|finding| finding.mark);
            // If the refresh fails, the check `refresh-board` is not run.
            assert!(
                mark == Some(Fails) || (mark.is_none() && *check == "refresh-board"),
                "{route} {fault:?} {check}: {mark:?}"
            );
        }
        assert!(!report.works(), "{route} {fault:?}");
    }
}

#[tokio::test]
async fn a_response_that_is_too_large_is_not_read_to_its_end() {
    let server = start(Like::Own).await;
    let fault = Fault::Body { status: 200, content_type: "text/plain".to_owned(), body: vec![b'x'; 1 << 20] };
    server.fault("GET /api/test/all", fault, Times::Always);
    let report = check(&server.api(), APP, &Identity::Nobody).await;
    let finding = report.findings().find(|finding| finding.check == "public-board").expect("the check was run");
    assert!(finding.mark == Fails && finding.actual.contains("more than"), "{finding:?}");
}

#[tokio::test]
async fn a_request_without_a_response_fails_after_the_limit() {
    let server = start(Like::Own).await;
    server.fault("POST /api/auth/refreshtoken", Fault::Hang, Times::Always);
    let target =
        Target::new(&server.api().parse().expect("a base"), &APP.parse().expect("an origin")).expect("a target");
    let limit = Duration::from_secs(1);
    let mut on_progress = |_: Progress<'_>| ();
    let run = check_server::run(target, limit, &Identity::Nobody, &mut on_progress);
    let report = tokio::time::timeout(Duration::from_secs(30), run).await.expect("the check ends");
    let report = report.expect("a report");
    let finding =
        report.findings().find(|finding| finding.check == "refresh-without-cookie").expect("the check was run");
    assert_eq!((finding.mark, finding.actual.as_str()), (Fails, "no response within 1 s"));
}

#[tokio::test]
async fn faults_of_a_proxy_are_found() {
    let strip_http_only: Change = |_, headers, _| rewrite_cookies(headers, |cookie| cookie.replace("; HttpOnly", ""));
    let make_none: Change = |_, headers, _| rewrite_cookies(headers, |cookie| cookie.replace("Strict", "None"));
    let make_secure: Change = |_, headers, _| rewrite_cookies(headers, |cookie| format!("{cookie}; Secure"));
    let no_cookies: Change = |_, headers, _| drop(headers.remove("set-cookie"));
    let never_clear: Change =
        |path, headers, _| drop((path == "/api/auth/signout").then(|| headers.remove("set-cookie")));
    let star: Change =
        |_, headers, _| drop(headers.insert("access-control-allow-origin", "*".parse().expect("a header")));
    let no_credentials: Change = |_, headers, _| drop(headers.remove("access-control-allow-credentials"));
    let repeat_token: Change = |path, headers, body| {
        let cookie = headers.get("set-cookie").and_then(|cookie| cookie.to_str().ok()).unwrap_or_default();
        let token = cookie.split(['=', ';']).nth(1).unwrap_or_default();
        if path == "/api/auth/signin" && !token.is_empty() {
            *body = body.replacen('{', &format!(r#"{{"token":"{token}","#), 1);
        }
    };
    for (change, check_id, mark_of) in [
        (strip_http_only, "cookies-http-only", Fails),
        (strip_http_only, "refresh-http-only", Fails),
        (make_none, "cookies-accepted", Fails),
        (make_secure, "cookies-secure", Differs),
        (no_cookies, "cookies", Fails),
        (never_clear, "sign-out-clears", Fails),
        (star, "cors-origin", Fails),
        (star, "preflight-origin", Fails),
        (no_credentials, "cors-credentials", Fails),
        (no_credentials, "cors-everywhere", Fails),
        (repeat_token, "sign-in-no-token", Fails),
    ] {
        let server = start(Like::Own).await;
        let proxy = Proxy::start(server.url(), change).await;
        let report = check(&proxy.api(), APP, &Identity::Demo).await;
        assert_eq!(mark(&report, check_id), mark_of, "{check_id}");
        assert_eq!(report.works(), mark_of == Differs, "{check_id}");
    }
}

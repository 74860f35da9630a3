//! Tests the rules with recorded responses of the two real servers, and with invented responses.

use super::{Rule, account::*, addresses_and_cors, boards, cookies, session::*};
use crate::check_server::{
    cookie_jar::CookieJar,
    observations,
    report::Mark::{self, Differs, Fails, Passes, Skipped},
    response::{
        Outcome::{Ended, Renewed, Unknown},
        Response,
    },
    target::Target,
};
use axum::http::{HeaderMap, HeaderName};
use serde_json::Value;

const API: &str = "http://localhost:8080/api";
const APP: &str = "http://localhost:8081";

fn made(call: &str, status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    let target = target([API, APP]);
    let parse =
        |(name, value): &(&str, &str)| (name.parse::<HeaderName>().expect("a name"), value.parse().expect("a value"));
    let headers = headers.iter().map(parse).collect::<HeaderMap>();
    let (call, body) = (call.to_owned(), body.to_owned());
    Response { call, target, renews: true, status, headers, body }
}

fn target([api, app]: [&str; 2]) -> Target {
    Target::new(&api.parse().expect("an API base"), &app.parse().expect("an origin")).expect("two addresses")
}

/// Returns the recorded response of a real server, `spring` or `node`. If several steps of the recording have this
/// name, returns the response of the first one.
fn recorded(server: &str, name: &str) -> Response {
    let path = crate::project::root().join("tests/wire").join(server).with_extension("json");
    let steps: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).expect("a file")).expect("a recording");
    let step = steps.iter().find(|step| step["name"] == name).unwrap_or_else(|| panic!("no step {name}"));
    let response = &step["response"];
    let mut headers = Vec::new();
    for (name, value) in response["headers"].as_object().expect("headers") {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        headers.extend(values.iter().map(|value| (name.as_str(), value.as_str().expect("a text"))));
    }
    let [method, path] = ["method", "path"].map(|part| step["request"][part].as_str().expect("a text"));
    let call = format!("{method} {}", path.replacen("/api", "", 1));
    let status = response["status"].as_u64().and_then(|status| u16::try_from(status).ok()).expect("a status");
    Response { renews: server == "spring", ..made(&call, status, &headers, response["body"].as_str().expect("a text")) }
}

#[test]
fn the_real_servers_differ_as_the_contract_says() {
    let [same, differ] = [[Passes, Passes], [Differs, Differs]];
    for (name, check, [spring, node]) in [
        ("public board", &boards::PUBLIC, same),
        ("user board", &boards::USER, same),
        ("protected board, no cookie", &boards::NO_COOKIE, [Passes, Differs]),
        ("moderator board, role missing", &boards::MODERATOR[1], [Differs, Passes]),
        ("admin board, all roles", &boards::ADMIN[0], same),
        ("preflight", &addresses_and_cors::PREFLIGHT, same),
        ("preflight", addresses_and_cors::PREFLIGHT_HEADERS[2], same),
        ("preflight", addresses_and_cors::PREFLIGHT_HEADERS[4], [Passes, Differs]),
        ("sign in, wrong password", addresses_and_cors::CORS[0], same),
        ("path that does not exist", &addresses_and_cors::UNKNOWN_PATH, [Differs, Passes]),
        ("sign in, wrong password", &WRONG_PASSWORD, same),
        ("sign in, unknown user", &UNKNOWN_USER, [Passes, Differs]),
        ("sign in", &SIGN_IN, same),
        ("sign in", &cookies::SET, same),
        ("sign in", cookies::GUARDS[0], same),
        ("sign in", cookies::GUARDS[3], [Differs, Passes]),
        ("sign in", cookies::GUARDS[4], [Passes, Differs]),
        ("sign in", cookies::GUARDS[5], [Passes, Differs]),
        ("sign in again while signed in elsewhere", &SECOND, [Differs, Passes]),
        ("sign in again while signed in elsewhere", &AGAIN, [Fails, Passes]),
        ("refresh", &REFRESH, [Passes, Differs]),
        ("refresh", &REFRESH_NO_COOKIE, [Fails, Differs]),
        ("sign out", &SIGN_OUT, same),
        ("sign up", &SIGN_UP, same),
        ("sign up, name taken", &NAME_TAKEN, same),
        ("sign up, e-mail taken", &EMAIL_TAKEN, same),
        ("sign up, beyond the limits", &LIMITS, differ),
    ] {
        let marks = ["spring", "node"].map(|server| check.judge(&recorded(server, name)).mark);
        assert_eq!(marks, [spring, node], "{name}: {}", check.0);
    }
    for server in ["spring", "node"] {
        let mut jar = CookieJar::default();
        jar.take(&recorded(server, "sign in"));
        assert!(jar.header("/api/test/user").is_some(), "{server}");
        jar.take(&recorded(server, "sign out"));
        assert!(jar.0.is_empty(), "{server}");
    }
    let refusal = REFRESH_REFUSED.judge(&recorded("spring", "refresh, unknown token"));
    assert_eq!(
        (refusal.mark, &*refusal.actual),
        (Passes, "403, JSON"),
        "the message, which quotes the token, is not printed"
    );
}

#[test]
fn other_responses_are_judged_as_the_app_interprets_them() {
    let masked = r#"{"path":"/error"}"#;
    let open: [&Rule; 2] = [&boards::NO_COOKIE, &boards::ADMIN[1]];
    assert!(open.iter().all(|check| check.judge(&made("", 200, &[], "Board.")).meaning.contains("security")));
    for (check, cases) in [
        (&boards::USER, &[(200, "<!DOCTYPE html>", Fails), (301, "", Fails), (404, "", Fails), (401, "", Fails)][..]),
        (&boards::NO_COOKIE, &[(302, "", Fails), (404, "", Fails), (500, "", Fails), (401, masked, Differs)]),
        (&UNKNOWN_USER, &[(200, "{}", Fails), (302, "", Fails), (401, "", Differs), (401, "no such user", Passes)]),
        (
            &UNKNOWN_USER,
            &[(401, masked, Differs), (403, "<html>", Differs), (429, "{}", Differs), (502, "<html>", Fails)],
        ),
        (
            &SIGN_IN,
            &[(200, r#"{"id":"64f0","username":"amy"}"#, Passes), (200, r#"{"id":1.5,"username":"amy"}"#, Fails)],
        ),
        (&SIGN_IN, &[(200, r#"{"username":"amy"}"#, Fails), (200, "signed in", Fails), (401, masked, Fails)]),
        (USER[2], &[(200, r#"{"expiresIn":9}"#, Passes), (200, r#"{"expiresIn":"9"}"#, Differs), (200, "", Passes)]),
        (USER[2], &[(200, r#"{"expiresIn":0}"#, Differs), (200, r#"{"expiresIn":1e12}"#, Differs)]),
        (USER[3], &[(200, r#"{"token":"0123456789abcdef"}"#, Fails), (200, r#"{"a":"eyJh.eyJz.c2ln"}"#, Fails)]),
        (&NAME_TAKEN, &[(409, "taken", Differs), (400, "{}", Differs), (500, "{}", Differs), (200, "{}", Fails)]),
        (&SIGN_UP, &[(201, "{}", Passes), (404, "{}", Differs), (200, "<html>", Fails), (500, "{}", Fails)]),
        (&REFRESH_NO_COOKIE, &[(400, "{}", Passes), (401, "", Differs), (403, "<html>", Fails), (200, "", Fails)]),
        (&REFRESH_REFUSED, &[(400, "{}", Differs), (401, "", Differs), (403, "no", Passes), (401, masked, Fails)]),
        (
            &REFRESH,
            &[(200, "", Passes), (200, "<html>", Fails), (403, "", Fails), (501, "", Differs), (429, "{}", Fails)],
        ),
        (&SIGN_OUT, &[(204, "", Passes), (401, "{}", Differs), (404, "<html>", Differs), (200, "<html>hotel", Fails)]),
        (&SIGN_OUT, &[(401, masked, Fails), (429, "{}", Fails), (502, "<html>", Fails)]),
        (&addresses_and_cors::FOREIGN, &[(403, "Invalid CORS request", Passes), (200, "{}", Differs)]),
    ] {
        for (status, body, mark) in cases {
            let cookie = [("set-cookie", "session=0123456789abcdef; Path=/api; HttpOnly")];
            assert_eq!(check.judge(&made("", *status, &cookie, body)).mark, *mark, "{}: {status} {body}", check.0);
        }
    }
}

#[test]
fn cookies_are_judged_as_browsers_treat_them() {
    let (here, plain) = ([API, APP], ["http://a.example", "http://a.example"]);
    let there = ["https://api.example.org/api", "https://app.example.com"];
    let [_, accepted, secure, same_site, path, lifetime] = cookies::GUARDS;
    for (check, addresses, cookie, mark) in [
        (&cookies::SET, here, "a=b; Path=/api/auth", Fails),
        (&cookies::SET, here, "a=; Path=/api", Fails),
        (&cookies::SET, here, "a=b; Path=/api; Max-Age=0", Fails),
        (&cookies::SET, here, "a=b; Path=/api; Expires=Thu, 01-Jan-1970 00:00:01 GMT", Fails),
        (&cookies::SET, here, "a=b; Path=/api; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", Passes),
        (accepted, plain, "a=1; Secure", Fails),
        (accepted, here, "a=1; Secure", Passes),
        (accepted, there, "a=1; SameSite=None", Fails),
        (accepted, there, "a=1; Domain=.Example.org", Passes),
        (accepted, there, "a=1; Domain=example.com", Fails),
        (accepted, there, "__Host-a=1; Path=/api; Secure", Fails),
        (accepted, there, "__Secure-a=1; Path=/", Fails),
        (secure, there, "a=1; Secure", Passes),
        (secure, there, "a=1", Differs),
        (secure, here, "a=1; Secure", Differs),
        (secure, plain, "a=1", Differs),
        (secure, plain, "a=1; Secure", Fails),
        (same_site, there, "a=1; SameSite=Lax", Fails),
        (same_site, there, "a=1; SameSite=None; Secure", Differs),
        (same_site, here, "a=1; SameSite=Lax", Passes),
        (path, here, "a=1; Path=/", Differs),
        (path, here, "a=1; Path=/api/test", Fails),
        (lifetime, here, "a=1; Max-Age=60", Passes),
    ] {
        let response = made("POST /auth/signin", 200, &[("set-cookie", cookie)], "{}");
        let response = Response { target: target(addresses), ..response };
        assert_eq!(check.judge(&response).mark, mark, "{}: {cookie}", check.0);
    }
    let marks = [["Path=/api", "Path=/api/auth/refreshtoken"], ["Path=/api", "Path=/api"]].map(|paths| -> Mark {
        let cookies = paths.map(|path| format!("{}=1; {path}", path.len()));
        path.judge(&made("", 200, &[("set-cookie", &*cookies[0]), ("set-cookie", &*cookies[1])], "")).mark
    });
    assert_eq!(marks, [Passes, Differs]);
}

#[test]
fn checks_over_several_responses_are_judged() {
    for (outcomes, mark) in
        [([Renewed; 2], Passes), ([Ended, Renewed], Differs), ([Ended; 2], Differs), ([Unknown, Renewed], Fails)]
    {
        assert_eq!(OLD_TOKEN.judge(&outcomes).mark, mark);
    }
    for (status, granted, mark) in [
        (200, Some(vec!["ROLE_ADMIN".to_owned()]), Differs),
        (200, Some(Vec::new()), Passes),
        (200, None, Skipped),
        (400, None, Passes),
    ] {
        assert_eq!(ASKED_ROLES.judge(&(made("", status, &[], "{}"), granted)).mark, mark);
    }
    let stays = CLEARS.judge(&(vec!["a-refresh".to_owned()], true));
    assert_eq!((stays.mark, &*stays.actual), (Fails, "a-refresh stays"));
    let names = ["public board", "sign up", "sign in", "user board", "sign out", "refresh", "refresh"];
    let responses: Vec<_> = names.map(|name| recorded("node", name)).into();
    let marks = addresses_and_cors::UNWANTED
        .each_ref()
        .map(|(is_unwanted, check)| check.judge(&observations::list(&responses, is_unwanted)).mark);
    assert_eq!(marks, [Passes, Differs, Differs, Passes]);
    assert_eq!(observations::list(&responses, |response| response.status == 404), "POST /auth/refreshtoken (404)");
    assert!(observations::list(&responses, |_| true).ends_with("GET /test/user (200) and 2 more"));
    let origin = ("access-control-allow-origin", APP);
    let twice = addresses_and_cors::CORS[0].judge(&made("", 200, &[origin, origin], ""));
    assert_eq!((twice.mark, twice.actual), (Fails, format!("{APP}, {APP}")));
}

//! The addresses, CORS (Fetch standard), and what all answers have in common.

use super::Rule;
use crate::check_server::{answer::Answer, check::*, endpoints::path, facts::*, place::Place, report::Mark::*};

/// A site that is not the app's. Nobody can have it (RFC 2606).
pub const ANOTHER_SITE: &str = "https://another-site.example";

pub static SITE: Check<Place> = Check("site", |place| format!("{} and {}", place.origin(), place.api()),
    "app and API are on one site", Place::is_same_site, &[
    (otherwise, Differs, "Browsers then send only cookies that are SameSite=None and Secure, and some not even those: \
        the app says that cookies are blocked. Use one scheme and domain (localhost and 127.0.0.1 are two)."),
]);
pub static TRANSPORT: Check<Place> = Check("transport", |place| place.api.scheme().to_owned(),
    "the API is reached by https, or on this machine", |place| place.is_https() || place.is_loopback(), &[
    (|place| place.app.scheme() == "https", Fails, "Browsers block calls from https to http: put the API on https."),
    (otherwise, Differs, "Others on the network can read passwords and tokens, and tabs cannot lock: use https."),
]);

const fn allows_origin(id: &'static str, expected: &'static str) -> Rule {
    Check(id, |a| header(a, "Access-Control-Allow-Origin"), expected, Answer::allows_app, &[
        (|a| a.header("access-control-allow-origin") == Some("*"), Fails,
            "Browsers refuse a star for requests with cookies and block the answer: name {origin} instead."),
        (otherwise, Fails, "Browsers block it, and the app says that the server can't be reached: allow {origin}."),
    ])
}

const fn allows_credentials(id: &'static str, expected: &'static str) -> Rule {
    Check(id, |a| header(a, "Access-Control-Allow-Credentials"), expected, Answer::allows_credentials, &[
        (otherwise, Fails, "Browsers block it, as the call has cookies: send Access-Control-Allow-Credentials: true."),
    ])
}

pub static CORS: [&Rule; 2] = [
    &allows_origin("cors-origin", "the answer allows exactly the app's origin"),
    &allows_credentials("cors-credentials", "the answer allows credentials"),
];
pub static PREFLIGHT: Rule = Check("preflight", |a| if a.is_success() { a.status.to_string() } else { a.shape() },
    "a preflight is answered with success", Answer::is_success, &[
    (otherwise, Fails, "Browsers send none of the app's POST requests: the app says that the server can't be reached."),
]);
/// With credentials a star in these headers is just a name.
pub static PREFLIGHT_HEADERS: [&Rule; 5] = [
    &allows_origin("preflight-origin", "it allows exactly the app's origin"),
    &allows_credentials("preflight-credentials", "it allows credentials"),
    &Check("preflight-headers", |a| header(a, "Access-Control-Allow-Headers"), "it allows the header Content-Type",
        |a| a.lists("access-control-allow-headers", "content-type"),
        &[(otherwise, Fails, "Browsers refuse to send JSON: add Content-Type to Access-Control-Allow-Headers.")]),
    &Check("preflight-methods", |a| header(a, "Access-Control-Allow-Methods"), "it lists the method POST",
        |a| a.lists("access-control-allow-methods", "post"),
        &[(otherwise, Differs, "GET and POST need not be listed; PUT or DELETE of a page of yours need to be.")]),
    &Check("preflight-max-age",
        |a| max_age(a).map_or_else(|| header(a, "Access-Control-Max-Age"), |age| format!("{age} s")),
        "it says how long it is good for", |a| max_age(a).is_some(),
        &[(otherwise, Differs, "Browsers ask again after five seconds, so most POST requests take two round trips.")]),
];

fn is_open_to_another(a: &Answer) -> bool {
    a.is_open_to(ANOTHER_SITE)
}

pub static FOREIGN: Rule = Check("foreign-origin",
    |a| a.shape() + if is_open_to_another(a) { ", and the other site may read it" } else { "" },
    "a POST of another site's page is refused", |a| a.is_refused() && !is_open_to_another(a), &[
    (is_open_to_another, Fails, "A security fault: each site can act as its visitor. Allow only the app's own origin."),
    (otherwise, Differs, "The app works; but only SameSite keeps other sites from acting for users: check Origin."),
]);
pub static UNKNOWN_PATH: Rule = Check("unknown-path",
    |a| a.shape() + if a.is_open() { "" } else { ", closed to the app" },
    "an unknown path is 404, and open to the app", |a| a.status == 404 && a.is_open(), &[
    (is_closed, Differs, "Only a wrong path in a page of yours: the app says that the server can't be reached."),
    (Answer::is_success, Differs, "Only a wrong path in a page of yours: the app takes the answer for success."),
    (otherwise, Differs, "Only a wrong path in a page of yours: the app tells what this status says."),
]);

/// What no answer should be, with the check of the calls whose answers are so.
pub static NO_ANSWER: [(Condition<Answer>, Check<String>); 4] = [
    (is_closed, Check("cors-everywhere", odd, "every answer is open to the app, refusals too", String::is_empty, &[
        (otherwise, Fails, "The app says that the server can't be reached, and does not learn that a session is over: \
            add the CORS headers before anything can refuse."),
    ])),
    (|a| a.status >= 400 && a.json().is_none(), Check("error-bodies", odd, "refusals are JSON", String::is_empty, &[
        (otherwise, Differs, "The app goes by the status, and shows no web page as a sentence."),
    ])),
    (is_kept, Check("cache", odd, "no cache may keep answers to who is signed in (Cache-Control)", String::is_empty, &[
        (otherwise, Differs, "The app asks past the browser's cache, but a proxy may keep the answer: send \
            Cache-Control: no-store."),
    ])),
    (lacks_vary, Check("vary", odd, "caches tell origins apart (Vary: Origin)", String::is_empty, &[
        (otherwise, Differs, "A cache may give an answer for one origin to another: send Vary: Origin."),
    ])),
];
pub static RETRY_AFTER: Check<bool> = Check("retry-after", |it| if *it { "exposed" } else { "not exposed" }.to_owned(),
    "the app may read Retry-After", |exposed| *exposed, &[
    (otherwise, Differs, "After a 429 the app says to try again in a minute, instead of in how many seconds: send \
        Access-Control-Expose-Headers: Retry-After."),
]);

fn odd(calls: &String) -> String {
    if calls.is_empty() { "all of them".to_owned() } else { format!("not: {calls}") }
}

fn is_closed(a: &Answer) -> bool {
    !a.is_open()
}

/// Whether a cache may keep an answer that is meant for one user.
fn is_kept(a: &Answer) -> bool {
    let forbidden = ["no-store", "no-cache", "private"].iter().any(|word| a.lists("cache-control", word));
    !forbidden && !a.call.ends_with(path::PUBLIC_BOARD)
}

fn lacks_vary(a: &Answer) -> bool {
    a.header("access-control-allow-origin").is_some_and(|origin| origin != "*") && !a.lists("vary", "origin")
}

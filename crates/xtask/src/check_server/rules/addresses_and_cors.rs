//! Checks of the addresses of the app and the API, of how the server treats requests from other origins (CORS in the
//! Fetch standard), and of the properties that all responses must have.

use super::Rule;
use crate::check_server::{response::Response, check::*, endpoints::path, observations::*, target::Target, report::Mark::*};

/// The origin of a site that is not the app's. The check `foreign-origin` sends a request as if a page of this site had
/// made the request. Nobody can register this domain (RFC 2606), so it is not the domain of any app.
pub const ANOTHER_SITE: &str = "https://another-site.example";

pub static SITE: Check<Target> = Check("site", |target| format!("{} and {}", target.origin(), target.api()),
    "app and API are on one site", Target::is_same_site, &[
    (otherwise, Differs, "Browsers send only cookies that are SameSite=None and Secure, and some browsers not even those. \
        The app then says that cookies are blocked. Use one scheme and domain (localhost and 127.0.0.1 are two)."),
]);
pub static TRANSPORT: Check<Target> = Check("transport", |target| target.api.scheme().to_owned(),
    "the API uses HTTPS, or is on this machine", |target| target.is_https() || target.is_loopback(), &[
    (|target| target.app.scheme() == "https", Fails, "Browsers block requests from HTTPS to HTTP. Use HTTPS for the API."),
    (otherwise, Differs, "Others on the network can read passwords and tokens, and there are no Web Locks. Use HTTPS."),
]);

const fn allows_origin(id: &'static str, expected: &'static str) -> Rule {
    Check(id, |a| header(a, "Access-Control-Allow-Origin"), expected, Response::allows_app, &[
        (|a| a.header("access-control-allow-origin") == Some("*"), Fails,
            "Browsers refuse `*` for requests with cookies, and block the response. Send {origin} instead."),
        (otherwise, Fails, "Browsers block it, and the app says that the server can't be reached. Allow {origin}."),
    ])
}

const fn allows_credentials(id: &'static str, expected: &'static str) -> Rule {
    Check(id, |a| header(a, "Access-Control-Allow-Credentials"), expected, Response::allows_credentials, &[
        (otherwise, Fails, "Browsers block it, because the request has cookies. Send Access-Control-Allow-Credentials: \
            true."),
    ])
}

pub static CORS: [&Rule; 2] = [
    &allows_origin("cors-origin", "the response allows exactly the app's origin"),
    &allows_credentials("cors-credentials", "the response allows credentials"),
];
pub static PREFLIGHT: Rule = Check("preflight", |a| if a.is_success() { a.status.to_string() } else { a.shape() },
    "a preflight is answered with success", Response::is_success, &[
    (otherwise, Fails, "Browsers send none of the app's POST requests. The app says that the server can't be reached."),
]);
/// The checks of the headers in the response to a preflight. A header with the value `*` does not pass its check,
/// because browsers do not treat `*` as a wildcard in requests with credentials.
pub static PREFLIGHT_HEADERS: [&Rule; 5] = [
    &allows_origin("preflight-origin", "it allows exactly the app's origin"),
    &allows_credentials("preflight-credentials", "it allows credentials"),
    &Check("preflight-headers", |a| header(a, "Access-Control-Allow-Headers"), "it allows the header Content-Type",
        |a| a.lists("access-control-allow-headers", "content-type"),
        &[(otherwise, Fails, "Browsers refuse to send JSON. Add Content-Type to Access-Control-Allow-Headers.")]),
    &Check("preflight-methods", |a| header(a, "Access-Control-Allow-Methods"), "it lists the method POST",
        |a| a.lists("access-control-allow-methods", "post"),
        &[(otherwise, Differs, "GET and POST need not be listed, but PUT and DELETE do, if your pages use them.")]),
    &Check("preflight-max-age",
        |a| max_age(a).map_or_else(|| header(a, "Access-Control-Max-Age"), |age| format!("{age} s")),
        "it says how long it is valid", |a| max_age(a).is_some(),
        &[(otherwise, Differs, "Browsers repeat it after five seconds, so most POST requests take two round trips.")]),
];

fn is_open_to_another(a: &Response) -> bool {
    a.is_open_to(ANOTHER_SITE)
}

pub static FOREIGN: Rule = Check("foreign-origin",
    |a| a.shape() + if is_open_to_another(a) { ", and the other site can read it" } else { "" },
    "a POST from a page of another site is refused", |a| a.is_refused() && !is_open_to_another(a), &[
    (is_open_to_another, Fails, "This is a security fault: any site can act for its visitors. Allow only the app's \
        origin."),
    (otherwise, Differs, "The app works, but only SameSite prevents other sites from acting for users. Check Origin."),
]);
pub static UNKNOWN_PATH: Rule = Check("unknown-path",
    |a| a.shape() + if a.is_open() { "" } else { ", and the app cannot read it" },
    "an unknown path is 404, and the app can read the response", |a| a.status == 404 && a.is_open(), &[
    (is_closed, Differs, "This matters only for a wrong path in your pages. The app says that the server can't be reached."),
    (Response::is_success, Differs, "This matters only for a wrong path in your pages. The app takes it for a success."),
    (otherwise, Differs, "This matters only for a wrong path in your pages. The app shows the message for this status."),
]);

/// Each entry consists of a property that no response should have, and of a check. The caller collects the requests
/// whose responses have the property, and writes them into one text. The check judges this text: it passes if the text
/// is empty.
pub static UNWANTED: [(Condition<Response>, Check<String>); 4] = [
    (is_closed, Check("cors-everywhere", all_except, "the app can read every response, even refusals", String::is_empty, &[
        (otherwise, Fails, "The app says that the server can't be reached, and does not notice that a session is over. \
            Add the CORS headers to every response, even if another layer refuses the request."),
    ])),
    (|a| a.status >= 400 && a.json().is_none(), Check("error-bodies", all_except, "refusals are JSON", String::is_empty, &[
        (otherwise, Differs, "The app uses the status, and does not show an HTML page as a message."),
    ])),
    (is_kept, Check("cache", all_except, "no cache may store responses to signed-in users (Cache-Control)", String::is_empty, &[
        (otherwise, Differs, "The app bypasses the browser's cache, but a proxy may store the response. Send \
            Cache-Control: no-store."),
    ])),
    (lacks_vary, Check("vary", all_except, "caches distinguish origins (Vary: Origin)", String::is_empty, &[
        (otherwise, Differs, "A cache may send the response for one origin to another one. Send Vary: Origin."),
    ])),
];
pub static RETRY_AFTER: Check<bool> = Check("retry-after", |it| if *it { "exposed" } else { "not exposed" }.to_owned(),
    "the app can read Retry-After", |exposed| *exposed, &[
    (otherwise, Differs, "After a 429, the app says to try again in a minute, instead of the number of seconds. Send \
        Access-Control-Expose-Headers: Retry-After."),
]);

fn all_except(calls: &String) -> String {
    if calls.is_empty() { "all of them".to_owned() } else { format!("all except {calls}") }
}

fn is_closed(a: &Response) -> bool {
    !a.is_open()
}

/// Returns whether a shared cache may send the response to another user without asking the server. For the public text
/// of the home page, the result is always `false`. This text is the same for all users, so a cache may send it to any
/// user.
fn is_kept(a: &Response) -> bool {
    let forbidden = ["no-store", "no-cache", "private"].iter().any(|word| a.lists("cache-control", word));
    !forbidden && !a.call.ends_with(path::PUBLIC_BOARD)
}

fn lacks_vary(a: &Response) -> bool {
    a.header("access-control-allow-origin").is_some_and(|origin| origin != "*") && !a.lists("vary", "origin")
}

//! Checks of the cookies of a session (RFC 6265bis): their paths, attributes and lifetimes.

use super::Rule;
use crate::check_server::{response::Response, check::*, endpoints::path, observations::*, cookie_jar::*, report::Mark::*};
use cookie::SameSite;

/// The check that the session is in cookies. If it fails, the other checks of cookies make no sense, and are not run.
pub static SET: Rule = Check("cookies", |a| match brings(a, path::USER_BOARD) {
        true => each(a, |_| Some("")),
        false if a.kept().is_empty() => "none".to_owned(),
        false => each(a, |cookie| Some(format!("Path={}", path_of(cookie)))),
    },
    "the session is in cookies that are sent with every request to the API", |a| brings(a, path::USER_BOARD), &[
    (otherwise, Fails, "The app sends tokens only in cookies. Each later request is refused, and the app says that \
        cookies are blocked."),
]);

const fn http_only(id: &'static str, expected: &'static str) -> Rule {
    Check(id, |a| if readable(a).is_empty() { "HttpOnly".to_owned() } else { readable(a) }, expected,
        |a| readable(a).is_empty(),
        &[(otherwise, Fails, "This is a security fault: any script in the page can steal the session. Set HttpOnly.")])
}

fn readable(a: &Response) -> String {
    each(a, |cookie| cookie.http_only().is_none().then_some("without HttpOnly"))
}

fn refused(a: &Response) -> String {
    each(a, |cookie| refusal(a, cookie))
}

fn is_any_secure(a: &Response) -> bool {
    any(a, |cookie| cookie.secure().is_some())
}

fn are_all(a: &Response, wanted: &[SameSite]) -> bool {
    !any(a, |cookie| cookie.same_site().is_none_or(|same_site| !wanted.contains(&same_site)))
}

pub static REFRESH_HTTP_ONLY: Rule = http_only("refresh-http-only", "no script can read the new cookies (HttpOnly)");
pub static GUARDS: [&Rule; 6] = [
    &http_only("cookies-http-only", "no script can read them (HttpOnly)"),
    &Check("cookies-accepted", |a| if refused(a).is_empty() { "no problem".to_owned() } else { refused(a) },
        "browsers accept them", |a| refused(a).is_empty(), &[
        (otherwise, Fails, "Browsers drop it. Later requests are refused, and the app says that cookies are blocked."),
    ]),
    &Check("cookies-secure", |a| each(a, |cookie| Some(cookie.secure().map_or("not Secure", |_| "Secure"))),
        "they are Secure on HTTPS, and not on HTTP", |a| match a.target.is_https() {
            true => !any(a, |cookie| cookie.secure().is_none()),
            false => a.target.is_loopback() && !is_any_secure(a),
        }, &[
        (|a| a.target.is_https(), Differs, "The app works, but browsers send them over plain HTTP, too. Set Secure."),
        (|a| a.target.is_loopback(), Differs, "Safari drops Secure cookies on HTTP, even on this machine. Do not set Secure."),
        (|a| !is_any_secure(a), Differs, "Others on the network can steal the session. Use HTTPS, and set Secure."),
        (otherwise, Fails, "Browsers drop a Secure cookie on HTTP, so nobody stays signed in. Use HTTPS."),
    ]),
    &Check("cookies-same-site",
        |a| each(a, |cookie| Some(cookie.same_site().map_or("no SameSite".to_owned(), |it| it.to_string()))),
        "they are sent only with requests from their own site (SameSite)",
        |a| a.target.is_same_site() && are_all(a, &[SameSite::Strict, SameSite::Lax]), &[
        (|a| a.target.is_same_site(), Differs, "The app works, but some browsers send them with requests from other \
            sites. Let the server check Origin."),
        (|a| are_all(a, &[SameSite::None]), Differs, "An app and an API on two sites need this, but several browsers \
            block such cookies all the same. The app then says so."),
        (otherwise, Fails, "Browsers do not send such a cookie from the app's site to the API's site. Later requests are \
            refused, and the app says that cookies are blocked. Set SameSite=None, or use one site."),
    ]),
    &Check("cookies-path", |a| each(a, |cookie| Some(path_of(cookie))),
        "they are sent only to the API, and the refresh token only with a refresh", |a| !is_wide(a) && is_refresh_apart(a), &[
        (|a| a.renews && !brings(a, path::REFRESH), Fails, "No cookie is sent with a refresh, so the session ends with \
            the first expired token. Set the Path."),
        (is_wide, Differs, "The app works, but browsers send them to other paths of this host, too. Set the API's Path."),
        (otherwise, Differs, "The app works, but browsers send the refresh token with every request. Set the refresh's \
            Path."),
    ]),
    &Check("cookies-lifetime", |a| each(a, |cookie| Some(lifetime(cookie))), "they are kept when the browser is closed",
        |a| !any(a, |cookie| life(cookie).is_none()), &[
        (otherwise, Differs, "When the browser is closed, it drops them, but the app still has the user. At the next \
            start, the first request is refused, and the app asks the user to sign in again, in place."),
    ]),
];

/// Returns whether a cookie is also sent to paths outside of the API base.
fn is_wide(a: &Response) -> bool {
    any(a, |cookie| a.target.path("").len() > path_of(cookie).trim_end_matches('/').len())
}

/// Returns whether the refresh token seems to be sent only with a refresh. The checks do not know which cookie contains
/// the refresh token. So this function returns `true` if some cookie is sent with a refresh, and some cookie is not
/// sent with the ordinary requests of a page. Usually, both are the same cookie. If the server offers no refresh, this
/// function also returns `true`.
fn is_refresh_apart(a: &Response) -> bool {
    let is_apart = any(a, |cookie| !reaches(cookie, &a.target.path(path::USER_BOARD)));
    !a.renews || (brings(a, path::REFRESH) && is_apart)
}

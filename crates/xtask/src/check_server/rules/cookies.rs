//! The cookies that carry a session (RFC 6265bis): where they go, what guards them, how long they are kept.

use super::Rule;
use crate::check_server::{answer::Answer, check::*, endpoints::path, facts::*, jar::*, report::Mark::*};
use cookie::SameSite;

/// Without this the other checks of cookies say nothing.
pub static SET: Rule = Check("cookies", |a| match brings(a, path::USER_BOARD) {
        true => each(a, |_| Some("")),
        false if a.kept().is_empty() => "none".to_owned(),
        false => each(a, |cookie| Some(format!("Path={}", path_of(cookie)))),
    },
    "the session is in cookies that reach every call of the API", |a| brings(a, path::USER_BOARD), &[
    (otherwise, Fails, "The app sends tokens in no other way: each later call is refused, and the app says that \
        cookies are blocked."),
]);

const fn http_only(id: &'static str, expected: &'static str) -> Rule {
    Check(id, |a| if readable(a).is_empty() { "HttpOnly".to_owned() } else { readable(a) }, expected,
        |a| readable(a).is_empty(),
        &[(otherwise, Fails, "A security fault: any script in the page can take the session. Set HttpOnly.")])
}

fn readable(a: &Answer) -> String {
    each(a, |cookie| cookie.http_only().is_none().then_some("without HttpOnly"))
}

fn refused(a: &Answer) -> String {
    each(a, |cookie| refusal(a, cookie))
}

fn is_any_secure(a: &Answer) -> bool {
    any(a, |cookie| cookie.secure().is_some())
}

fn are_all(a: &Answer, wanted: &[SameSite]) -> bool {
    !any(a, |cookie| cookie.same_site().is_none_or(|same_site| !wanted.contains(&same_site)))
}

pub static REFRESH_HTTP_ONLY: Rule = http_only("refresh-http-only", "no script can read the new cookies (HttpOnly)");
pub static GUARDS: [&Rule; 6] = [
    &http_only("cookies-http-only", "no script can read them (HttpOnly)"),
    &Check("cookies-accepted", |a| if refused(a).is_empty() { "nothing against it".to_owned() } else { refused(a) },
        "browsers accept them", |a| refused(a).is_empty(), &[
        (otherwise, Fails, "Browsers drop it: later calls are refused, and the app says that cookies are blocked."),
    ]),
    &Check("cookies-secure", |a| each(a, |cookie| Some(cookie.secure().map_or("not Secure", |_| "Secure"))),
        "they are Secure on https, and not on http", |a| match a.place.is_https() {
            true => !any(a, |cookie| cookie.secure().is_none()),
            false => a.place.is_loopback() && !is_any_secure(a),
        }, &[
        (|a| a.place.is_https(), Differs, "Works; but browsers send them over plain http as well: set Secure."),
        (|a| a.place.is_loopback(), Differs, "Safari drops Secure cookies on http, even here: leave Secure out."),
        (|a| !is_any_secure(a), Differs, "Others on the network can take the session: use https, and set Secure."),
        (otherwise, Fails, "Browsers drop a Secure cookie on http, so nobody stays signed in: use https."),
    ]),
    &Check("cookies-same-site",
        |a| each(a, |cookie| Some(cookie.same_site().map_or("no SameSite".to_owned(), |it| it.to_string()))),
        "only pages of their own site send them (SameSite)",
        |a| a.place.is_same_site() && are_all(a, &[SameSite::Strict, SameSite::Lax]), &[
        (|a| a.place.is_same_site(), Differs, "The app works; but some browsers send them with other sites' requests: \
            let the server check Origin."),
        (|a| are_all(a, &[SameSite::None]), Differs, "App and API on two sites need this; several browsers block such \
            cookies all the same, and the app says so."),
        (otherwise, Fails, "Browsers do not send such a cookie from the app's site to the API's: later calls are \
            refused, and the app says that cookies are blocked. Set SameSite=None, or use one site."),
    ]),
    &Check("cookies-path", |a| each(a, |cookie| Some(path_of(cookie))),
        "they go to the API alone, and the refresh token to its own call", |a| !is_wide(a) && is_refresh_apart(a), &[
        (|a| a.renews && !brings(a, path::REFRESH), Fails, "No cookie reaches the refresh, so the session ends with \
            the first expired token: set its Path."),
        (is_wide, Differs, "Works; but browsers send them to other addresses of this host, too: set the API's Path."),
        (otherwise, Differs, "Works; but browsers send the refresh token with every call: give it the refresh's Path."),
    ]),
    &Check("cookies-lifetime", |a| each(a, |cookie| Some(lifetime(cookie))), "they outlast a closed browser",
        |a| !any(a, |cookie| life(cookie).is_none()), &[
        (otherwise, Differs, "A closed browser drops them, and the app still knows the user: at the next start the \
            first call is refused, and the app asks to sign in again, in place."),
    ]),
];

/// Whether a cookie also goes to addresses above the API base.
fn is_wide(a: &Answer) -> bool {
    any(a, |cookie| a.place.path("").len() > path_of(cookie).trim_end_matches('/').len())
}

/// Whether there is no refresh, or a cookie that reaches it and another one that does not go to the boards.
fn is_refresh_apart(a: &Answer) -> bool {
    let is_apart = any(a, |cookie| !reaches(cookie, &a.place.path(path::USER_BOARD)));
    !a.renews || (brings(a, path::REFRESH) && is_apart)
}

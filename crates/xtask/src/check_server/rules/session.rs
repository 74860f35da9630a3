//! Checks of refresh and sign-out. They never print the message in the response to a refresh, because this message may
//! contain the token.

use super::Rule;
use crate::check_server::{response::{Response, Outcome::{self, *}}, check::*, endpoints::path, observations::*, report::Mark::*};

fn renewed(a: &Response) -> bool {
    a.outcome() == Renewed
}

fn ended(a: &Response) -> bool {
    a.outcome() == Ended
}

fn renewed_in_full(a: &Response) -> bool {
    renewed(a) && brings(a, path::USER_BOARD)
}

const NO_REFRESH: Row<Response> = (|a| a.outcome() == Missing, Differs,
    "This server has no refresh. When a token expires, the app asks the user to sign in again, in place.");
const UNREADABLE: &str =
    "The app takes this for a transient error. If the session is over, it offers to try again instead of to sign in.";

pub static REFRESH_NO_COOKIE: Rule = Check("refresh-without-cookie", Response::shape,
    "a refresh without a cookie is refused with 400", |a| ended(a) && a.status == 400, &[
    (ended, Differs, "It ends the session all the same, but if cookies are blocked, the app says only \"expired\"."),
    NO_REFRESH,
    (renewed, Fails, "The app keeps a session whose requests are all refused, and says that the server gave no reason."),
    (otherwise, Fails, UNREADABLE),
]);
pub static REFRESH_REFUSED: Rule = Check("refresh-refused", Response::shape,
    "a refresh with an unknown token is refused with 403", |a| ended(a) && a.status == 403, &[
    (|a| ended(a) && a.status == 401, Differs, "It ends the session all the same. The app says that it has expired."),
    (ended, Differs, "It ends the session all the same, but after a sign-in the app takes a 400 for blocked cookies."),
    NO_REFRESH,
    (renewed, Fails, "This is a security fault: the server accepts any text as a refresh token."),
    (otherwise, Fails, UNREADABLE),
]);
pub static REFRESH: Rule = Check("refresh",
    |a| a.shape() + if renewed(a) && !renewed_in_full(a) { ", without an access cookie" } else { "" },
    "a refresh sets a new access cookie", renewed_in_full, &[
    (renewed, Fails, "The app repeats the refused request, which is refused again. It says that there is no reason."),
    NO_REFRESH,
    (ended, Fails, "The session ends with its first expired token, and the app asks the user to sign in again."),
    (otherwise, Fails, "The app keeps the session, and offers to try again for ever."),
]);

fn does(it: &bool) -> String {
    if *it { "it does" } else { "it does not" }.to_owned()
}

pub static QUOTES: Check<bool> =
    Check("refresh-quotes-token", does, "the refusal does not quote the token", |it| !it, &[
    (otherwise, Differs, "The app does not read the message, but logs may store it. Leave the token out."),
]);
pub static ROTATES: Check<bool> = Check("refresh-rotates", does, "it also replaces the refresh token", |it| *it, &[
    (otherwise, Differs, "The app works, but a stolen refresh token is valid until it expires, and nobody notices."),
]);
/// The check of a replaced refresh token. Its subject is the outcomes of two refreshes: the first one with the replaced
/// token, the second one with the new token.
pub static OLD_TOKEN: Check<[Outcome; 2]> = Check("refresh-old-token", |outcomes| match outcomes {
        [Renewed, Renewed] => "accepted, without consequences".to_owned(),
        [Ended, Renewed] => "refused at once, and the new one stays valid".to_owned(),
        [_, Ended] => "taken for theft, and the session is revoked".to_owned(),
        [old, new] => format!("old: {old:?}, new: {new:?}"),
    },
    "a replaced refresh token is accepted for some seconds, without consequences", |it| *it == [Renewed; 2], &[
    (|it| *it == [Ended, Renewed], Differs, "If the response to a refresh is lost, the app asks the user to sign in \
        again, in place. The app's tabs do not cause this, because they wait for each other."),
    (|[_, new]| *new == Ended, Differs, "If the response to a refresh is lost, the app asks the user to sign in again, \
        in place. The app's tabs wait for each other, so they cause this only in a browser without Web Locks."),
    (otherwise, Fails, UNREADABLE),
]);

/// Returns whether the response seems to come from the server itself, and not from a proxy: its body is empty or JSON.
fn is_own(a: &Response) -> bool {
    a.is_empty() || a.json().is_some()
}

const fn signed_out(id: &'static str, expected: &'static str) -> Rule {
    Check(id, Response::status_and_message, expected, |a| a.is_success() && is_own(a), &[
        (Response::is_unknown_path, Differs,
            "This path does not exist. The app forgets the user, but the cookies stay valid until they expire."),
        (|a| matches!(a.status, 300..=499) && is_own(a) && a.status != 429 && !a.is_masked(), Differs,
            "The app takes this for a confirmation, because the server itself has answered."),
        (otherwise, Fails, "The app signs out on the page, says that the server has not confirmed it, and tries again."),
    ])
}

pub static SIGN_OUT_NO_COOKIE: Rule =
    signed_out("sign-out-without-cookie", "a sign-out without a cookie is answered with success");
pub static SIGN_OUT: Rule = signed_out("sign-out", "a sign-out is answered with success");
/// The check of the cookies after a sign-out. Its subject has two parts: the names of the cookies that are still there,
/// and whether the server has only emptied a cookie instead of removing it.
pub static CLEARS: Check<(Vec<String>, bool)> = Check("sign-out-clears", |(left, emptied)| match emptied {
        _ if !left.is_empty() => format!("{} stays", left.join(", ")),
        true => "emptied, but not removed".to_owned(),
        false => "removed".to_owned(),
    },
    "it removes the cookies (Max-Age=0 or a past date)", |(left, emptied)| left.is_empty() && !emptied, &[
    (|(left, _)| !left.is_empty(), Fails, "This is a security fault: the next user of this browser has the session. \
        Clear each cookie with the Path with which it was set."),
    (otherwise, Differs, "The app works, because an empty cookie contains no token."),
]);
pub static ACCESS_AFTER: Rule = Check("sign-out-access", Response::status_and_message, "afterwards the access token is refused",
    |a| matches!(a.status, 401 | 403), &[
    (Response::is_success, Differs, "The app works, but a copied token is valid until it expires. Keep its lifetime short."),
    (otherwise, Differs, "This response says nothing about the token."),
]);
pub static REFRESH_AFTER: Rule = Check("sign-out-refresh", Response::shape, "afterwards the refresh token is refused",
    ended, &[
    (renewed, Differs, "The app works, but the server keeps the session. A copied token is valid until it expires."),
    (otherwise, Differs, "This response says nothing about the token."),
]);
pub static NO_TOKEN: Rule = Check("sign-out-without-token", shape_or_message,
    "after a sign-out without an access token, the user can sign in again", Response::is_success, &[
    (otherwise, Differs, "Such a sign-out clears the cookies but not the session, and locks the user out. To prevent \
        this, the app refreshes before it signs out."),
]);

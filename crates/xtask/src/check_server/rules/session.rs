//! Refreshes and sign-outs. No row repeats a word of a refresh's answer, which may quote the token.

use super::Rule;
use crate::check_server::{answer::{Answer, Outcome::{self, *}}, check::*, endpoints::path, facts::*, report::Mark::*};

fn renewed(a: &Answer) -> bool {
    a.outcome() == Renewed
}

fn ended(a: &Answer) -> bool {
    a.outcome() == Ended
}

fn renewed_in_full(a: &Answer) -> bool {
    renewed(a) && brings(a, path::USER_BOARD)
}

const NO_REFRESH: Row<Answer> = (|a| a.outcome() == Missing, Differs,
    "This server has no refresh: the app asks to sign in again, in place, and nothing else is lost.");
const UNREADABLE: &str =
    "The app takes it for a passing failure: a user whose session is over is told to try again, not to sign in.";

pub static REFRESH_NO_COOKIE: Rule = Check("refresh-without-cookie", Answer::shape,
    "a refresh without a cookie is refused with 400", |a| ended(a) && a.status == 400, &[
    (ended, Differs, "It ends the session just as well; but where cookies are blocked, the app says only \"expired\"."),
    NO_REFRESH,
    (renewed, Fails, "The app keeps a session whose calls are all refused, and says that the server gave no reason."),
    (otherwise, Fails, UNREADABLE),
]);
pub static REFRESH_REFUSED: Rule = Check("refresh-refused", Answer::shape,
    "a refresh with an unknown token is refused with 403", |a| ended(a) && a.status == 403, &[
    (|a| ended(a) && a.status == 401, Differs, "It ends the session just as well: the app says that it has expired."),
    (ended, Differs, "It ends the session just as well; but after a sign-in the app takes a 400 for blocked cookies."),
    NO_REFRESH,
    (renewed, Fails, "A security fault: the server takes anything for a refresh token."),
    (otherwise, Fails, UNREADABLE),
]);
pub static REFRESH: Rule = Check("refresh",
    |a| a.shape() + if renewed(a) && !renewed_in_full(a) { ", without such a cookie" } else { "" },
    "a refresh brings a new access cookie", renewed_in_full, &[
    (renewed, Fails, "The app repeats the refused call, which is refused again: it says that no reason was given."),
    NO_REFRESH,
    (ended, Fails, "The session ends with its first expired token: the app asks to sign in again."),
    (otherwise, Fails, "The app keeps the session, and offers for ever to try again."),
]);

fn does(it: &bool) -> String {
    if *it { "it does" } else { "it does not" }.to_owned()
}

pub static QUOTES: Check<bool> =
    Check("refresh-quotes-token", does, "the refusal does not quote the token", |it| !it, &[
    (otherwise, Differs, "The app never reads the message; but logs on the way may keep tokens: leave the token out."),
]);
pub static ROTATES: Check<bool> = Check("refresh-rotates", does, "it replaces the refresh token as well", |it| *it, &[
    (otherwise, Differs, "The app works; but a stolen refresh token stays good until it expires, and nobody notices."),
]);
/// What came of the replaced token, and then of the one that replaced it.
pub static OLD_TOKEN: Check<[Outcome; 2]> = Check("refresh-old-token", |outcomes| match outcomes {
        [Renewed, Renewed] => "good, and not punished".to_owned(),
        [Ended, Renewed] => "refused at once; the new one stays good".to_owned(),
        [_, Ended] => "taken for theft: the session is revoked".to_owned(),
        [old, new] => format!("old: {old:?}, new: {new:?}"),
    },
    "a replaced refresh token is good for some seconds more, and its use not punished", |it| *it == [Renewed; 2], &[
    (|it| *it == [Ended, Renewed], Differs, "Where a refresh's answer is lost on the way, the app asks to sign in \
        again, in place. Its tabs wait for each other, and do not cause it."),
    (|[_, new]| *new == Ended, Differs, "Where a refresh's answer is lost on the way, the app asks to sign in again, \
        in place. Its tabs wait for each other, and cause it only where a browser lacks Web Locks."),
    (otherwise, Fails, UNREADABLE),
]);

/// Whether the server itself has answered, and no proxy before it.
fn is_own(a: &Answer) -> bool {
    a.is_empty() || a.json().is_some()
}

const fn signed_out(id: &'static str, expected: &'static str) -> Rule {
    Check(id, Answer::told, expected, |a| a.is_success() && is_own(a), &[
        (Answer::is_no_call, Differs,
            "There is no such call: the app forgets the user; the cookies stay good until they expire."),
        (|a| matches!(a.status, 300..=499) && is_own(a) && a.status != 429 && !a.is_masked(), Differs,
            "The app takes it for done, since the server itself has answered."),
        (otherwise, Fails, "The app signs out on the page, says that the server does not know, and tells it again."),
    ])
}

pub static SIGN_OUT_NO_COOKIE: Rule =
    signed_out("sign-out-without-cookie", "a sign-out without a cookie is answered with success");
pub static SIGN_OUT: Rule = signed_out("sign-out", "a sign-out is answered with success");
/// The names of the cookies that stay, and whether any was only emptied.
pub static CLEARS: Check<(Vec<String>, bool)> = Check("sign-out-clears", |(left, emptied)| match emptied {
        _ if !left.is_empty() => format!("{} stays", left.join(", ")),
        true => "emptied, not taken away".to_owned(),
        false => "gone".to_owned(),
    },
    "it takes the cookies away (by an age or a date that is over)", |(left, emptied)| left.is_empty() && !emptied, &[
    (|(left, _)| !left.is_empty(), Fails, "A security fault: the next user of this browser has the session. Clear each \
        cookie under the Path that it was set with."),
    (otherwise, Differs, "It works as well: what is left of them holds nothing."),
]);
pub static ACCESS_AFTER: Rule = Check("sign-out-access", Answer::told, "afterwards the access token is refused",
    |a| matches!(a.status, 401 | 403), &[
    (Answer::is_success, Differs, "The app works; but a copied token is good until it expires: let it expire soon."),
    (otherwise, Differs, "It says nothing about the token."),
]);
pub static REFRESH_AFTER: Rule = Check("sign-out-refresh", Answer::shape, "afterwards the refresh token is refused",
    ended, &[
    (renewed, Differs, "The app works; but the server keeps the session: a copied token is good until it expires."),
    (otherwise, Differs, "It says nothing about the token."),
]);
pub static NO_TOKEN: Rule = Check("sign-out-without-token", shape_or_told,
    "after a sign-out whose access token is gone, the user can sign in again", Answer::is_success, &[
    (otherwise, Differs, "Such a sign-out clears the cookies but not the session, and locks the user out for good. \
        Therefore the app refreshes before it signs out."),
]);

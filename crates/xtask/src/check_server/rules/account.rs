//! Sign-ups and sign-ins, and what a successful sign-in says of the user.

use super::Rule;
use crate::check_server::{answer::Answer, check::*, endpoints::Role, facts::*, report::Mark::*};

pub static SIGN_UP: Rule = Check("sign-up", Answer::told, "a sign-up is answered with success",
    |a| a.is_success() && !a.is_page(), &[
    (Answer::is_success, Fails, "The app cannot understand the answer, a web page."),
    (Answer::is_no_call, Differs, "Nobody can sign up here: take the page out of the app's routes."),
    (otherwise, Fails, "Nobody can sign up; the app shows what the server said, if it said anything."),
]);

const SENTENCE: Row<Answer> =
    (|a| a.is_refused() && a.message().is_some(), Differs, "The app shows the sentence just as well.");
const NO_SENTENCE: Row<Answer> =
    (Answer::is_refused, Differs, "The app can only say that no reason was given; its form keeps the limits itself.");
const FAILED: Row<Answer> = (otherwise, Differs, "The app says that the server failed, and offers to try again.");

/// Whether an answer has this status, and a sentence that the app shows.
fn says<const STATUS: u16>(a: &Answer) -> bool {
    a.status == STATUS && a.message().is_some()
}

pub static NAME_TAKEN: Rule = Check("sign-up-name-taken", Answer::told,
    "a taken name is refused with 400 and a sentence", says::<400>, &[
    (Answer::is_success, Fails, "Two users have one name: nobody knows which of them signs in."),
    SENTENCE, NO_SENTENCE, FAILED,
]);
pub static EMAIL_TAKEN: Rule = Check("sign-up-email-taken", Answer::told,
    "a taken email is refused with 400 and a sentence", says::<400>, &[
    (Answer::is_success, Differs, "The app works; two users may share an address here."),
    SENTENCE, NO_SENTENCE, FAILED,
]);
pub static LIMITS: Rule = Check("sign-up-limits", Answer::told,
    "a sign-up beyond the limits is refused with 400 and a sentence", says::<400>, &[
    (Answer::is_success, Differs, "The app's form keeps the limits; whoever calls the server directly need not."),
    SENTENCE, NO_SENTENCE, FAILED,
]);
/// Asks for roles: the answer, and the roles that a plain user has not, where they are known.
pub static ASKED_ROLES: Check<(Answer, Option<Vec<String>>)> = Check("sign-up-roles",
    |(a, granted)| match granted.as_deref().unwrap_or_default() {
        _ if !a.is_success() => format!("refused: {}", a.told()),
        [] => "none granted".to_owned(),
        roles => format!("granted: {}", roles.join(", ")),
    },
    "roles that a sign-up asks for (`role`, `roles`) are not granted",
    |(a, granted)| !a.is_success() || granted.as_ref().is_some_and(Vec::is_empty), &[
    (|(_, granted)| granted.is_none(), LeftOut, "That user could not be signed in."),
    (otherwise, Differs, "Anybody who reaches this server can get these roles, though the app never asks for them: \
        do not put such a server where others reach it."),
]);

const REFUSED: &[Row<Answer>] = &[
    (Answer::is_success, Fails, "A security fault: anybody can sign in."),
    (Answer::is_redirect, Fails, "Browsers follow it, and the app cannot tell what was wrong."),
    (Answer::is_masked, Differs, "The app says that the user may be signed in elsewhere, instead of what was wrong."),
    (|a| a.is_page() && a.status < 500, Differs, "The app shows no web page: it says only which status came."),
    (|a| a.status == 404, Differs, "The app shows the sentence; but it tells anybody which names have an account."),
    (|a| a.status == 429, Differs, "Sign-ins are limited now; the app says so, and how long if Retry-After is there."),
    (Answer::is_refused, Differs, "The app shows the server's sentence, or the status where there is none."),
    (otherwise, Fails, "The app says that the server failed, whatever the user typed."),
];

pub static UNKNOWN_USER: Rule = Check("unknown-user", Answer::told,
    "an unknown user is refused with 401 and a sentence", says::<401>, REFUSED);
pub static WRONG_PASSWORD: Rule = Check("wrong-password", Answer::told,
    "a wrong password is refused with 401 and a sentence", says::<401>, REFUSED);
pub static SIGN_IN: Rule = Check("sign-in",
    |a| kind_of_id(a).map_or_else(|| shape_or_told(a), |kind| format!("{}, the id is a {kind}", a.status)),
    "name and password sign in, with the user's id and name", |a| kind_of_id(a).is_some(), &[
    (Answer::is_success, Fails, "The app signs out at once and says that it cannot understand the answer: send `id` (a \
        whole number or a text) and `username` (a text)."),
    (Answer::is_masked, Fails, "Perhaps this server allows one refresh token for each user, and this user is signed in \
        elsewhere: sign out there, or use another account. Nothing that needs a session was checked."),
    (otherwise, Fails, "Nothing that needs a session was checked: are name and password right?"),
]);

const fn expiry(id: &'static str) -> Rule {
    Check(id, |a| match expires_in(a) {
            Ok(None) => "not announced: the app learns of an expired token by a 401".to_owned(),
            Ok(Some(seconds)) => format!("{seconds} s: the app refreshes before that"),
            Err(()) => "something else".to_owned(),
        },
        "`expiresIn`, if it is there, is a number of seconds", |a| expires_in(a).is_ok(),
        &[(otherwise, Differs, "The app ignores it, and learns of an expired token by a 401.")])
}

const fn no_token(id: &'static str) -> Rule {
    Check(id, |a| if has_token(a) { "a token" } else { "none" }.to_owned(),
        "the answer has no token that scripts could read", |a| !has_token(a),
        &[(otherwise, Fails, "A security fault: any script can take the token. Send it in HttpOnly cookies alone.")])
}

fn has_email(a: &Answer) -> bool {
    a.json().is_some_and(|body| body["email"].is_string())
}

/// The body of a successful sign-in.
pub static USER: [&Rule; 4] = [
    &Check("sign-in-email", |a| if has_email(a) { "a text" } else { "none" }.to_owned(),
        "the answer has the user's email", has_email, &[(otherwise, Differs, "The profile shows none.")]),
    &Check("sign-in-roles", |a| if roles(a).is_empty() { "none".to_owned() } else { roles(a).join(", ") },
        "the answer has the user's roles",
        |a| [Role::USER, Role::MODERATOR, Role::ADMIN].iter().any(|role| roles(a).iter().any(|it| it == role.name())),
        &[(otherwise, Differs, "The app links no board for these roles: use the names in {file}, or change those.")]),
    &expiry("sign-in-expires-in"),
    &no_token("sign-in-no-token"),
];
/// The body of a successful refresh.
pub static REFRESHED: [&Rule; 2] = [&expiry("refresh-expires-in"), &no_token("refresh-no-token")];

pub static SECOND: Rule = Check("second-sign-in", shape_or_told, "a user may be signed in on two devices",
    Answer::is_success, &[
    (Answer::is_masked, Differs, "One refresh token for each user: nobody can sign in on a second device before \
        signing out on the first. The app clears what its own browser has left, tries once more, and then says that \
        the account may be signed in elsewhere."),
    (otherwise, Differs, "The app shows the server's sentence; each user has one device at a time."),
]);
/// The same where the second sign-in succeeds and the first session is refused from then on.
pub static SECOND_ENDS_FIRST: Rule = Check(SECOND.0,
    |_| "the second sign-in ends the first session".to_owned(), SECOND.2, |_| false, &[
    (otherwise, Differs, "The first device says that its session has expired, and asks to sign in again, in place."),
]);
pub static AGAIN: Rule = Check("sign-in-again", shape_or_told, "after the sign-out the user can sign in again",
    Answer::is_success, &[
    (otherwise, Fails, "A sign-out locks the user out, and the app can do nothing about it: correct the server."),
]);

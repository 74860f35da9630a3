//! Checks of sign-up and sign-in, and of the bodies of successful responses to a sign-in or a refresh.

use super::Rule;
use crate::check_server::{response::Response, check::*, endpoints::ROLES, observations::*, report::Mark::*};

pub static SIGN_UP: Rule = Check("sign-up", Response::status_and_message, "a sign-up is answered with success",
    |a| a.is_success() && !a.is_page(), &[
    (Response::is_success, Fails, "The app cannot read the response, which is an HTML page."),
    (Response::is_unknown_path, Differs, "Nobody can sign up here. Remove the page from the app's routes."),
    (otherwise, Fails, "Nobody can sign up. The app shows the server's message, if there is one."),
]);

const MESSAGE: Row<Response> =
    (|a| a.is_refused() && a.message().is_some(), Differs, "The app shows the message all the same.");
const NO_MESSAGE: Row<Response> =
    (Response::is_refused, Differs, "The app can only say that there is no reason. Its form checks the limits itself.");
const FAILED: Row<Response> = (otherwise, Differs, "The app says that the server failed, and offers to try again.");

/// Returns whether a response has the status `STATUS`, and a message that the app shows.
fn says<const STATUS: u16>(a: &Response) -> bool {
    a.status == STATUS && a.message().is_some()
}

pub static NAME_TAKEN: Rule = Check("sign-up-name-taken", Response::status_and_message,
    "a taken name is refused with 400 and a message", says::<400>, &[
    (Response::is_success, Fails, "Two users have the same name, so it is not clear which of them signs in."),
    MESSAGE, NO_MESSAGE, FAILED,
]);
pub static EMAIL_TAKEN: Rule = Check("sign-up-email-taken", Response::status_and_message,
    "a taken email is refused with 400 and a message", says::<400>, &[
    (Response::is_success, Differs, "The app works, but two users may have the same address."),
    MESSAGE, NO_MESSAGE, FAILED,
]);
pub static LIMITS: Rule = Check("sign-up-limits", Response::status_and_message,
    "a sign-up beyond the limits is refused with 400 and a message", says::<400>, &[
    (Response::is_success, Differs, "The app's form checks the limits, but other clients can ignore them."),
    MESSAGE, NO_MESSAGE, FAILED,
]);
/// The check of a sign-up that asks for roles. Its subject has two parts. The first part is the response. The second
/// part contains the roles that the added user has and an ordinary user does not have. The second part is `None` if
/// the sign-up has failed or the roles of the added user are unknown.
pub static ASKED_ROLES: Check<(Response, Option<Vec<String>>)> = Check("sign-up-roles",
    |(a, granted)| match granted.as_deref().unwrap_or_default() {
        _ if !a.is_success() => format!("refused: {}", a.status_and_message()),
        [] => "none granted".to_owned(),
        roles => format!("granted: {}", roles.join(", ")),
    },
    "a sign-up cannot obtain roles by asking for them (`role`, `roles`)",
    |(a, granted)| !a.is_success() || granted.as_ref().is_some_and(Vec::is_empty), &[
    (|(_, granted)| granted.is_none(), Skipped, "The added user could not sign in."),
    (otherwise, Differs, "Anybody who can reach this server can obtain these roles, although the app never asks for \
        them. Do not make such a server public."),
]);

const REFUSED: &[Row<Response>] = &[
    (Response::is_success, Fails, "This is a security fault: anybody can sign in."),
    (Response::is_redirect, Fails, "Browsers follow the redirect, so the app cannot say what is wrong."),
    (Response::is_masked, Differs, "The app says that the user may be signed in elsewhere, instead of what is wrong."),
    (|a| a.is_page() && a.status < 500, Differs, "The app does not show an HTML page. It shows only the status."),
    (|a| a.status == 404, Differs, "The app shows the message, but the status reveals which names have an account."),
    (|a| a.status == 429, Differs, "The server limits sign-ins now. The app says so, and how long if Retry-After is there."),
    (Response::is_refused, Differs, "The app shows the server's message, or the status if there is no message."),
    (otherwise, Fails, "The app says that the server failed, even if only the password is wrong."),
];

pub static UNKNOWN_USER: Rule = Check("unknown-user", Response::status_and_message,
    "an unknown user is refused with 401 and a message", says::<401>, REFUSED);
pub static WRONG_PASSWORD: Rule = Check("wrong-password", Response::status_and_message,
    "a wrong password is refused with 401 and a message", says::<401>, REFUSED);
pub static SIGN_IN: Rule = Check("sign-in",
    |a| kind_of_id(a).map_or_else(|| shape_or_message(a), |kind| format!("{}, the id is a {kind}", a.status)),
    "a sign-in returns the user's id and name", |a| kind_of_id(a).is_some(), &[
    (Response::is_success, Fails, "The app signs out at once and says that it cannot read the response. Send `id` (a \
        whole number or a text) and `username` (a text)."),
    (Response::is_masked, Fails, "Perhaps this server allows only one refresh token per user, and this user is signed in \
        elsewhere. Sign out there, or use another account. The checks that need a session were not run."),
    (otherwise, Fails, "The checks that need a session were not run. Are the name and the password correct?"),
]);

const fn expiry(id: &'static str) -> Rule {
    Check(id, |a| match expires_in(a) {
            Ok(None) => "missing, so the app notices an expired token by a 401".to_owned(),
            Ok(Some(seconds)) => format!("{seconds} s, so the app refreshes before that"),
            Err(()) => "something else".to_owned(),
        },
        "`expiresIn` is missing or a number of seconds", |a| expires_in(a).is_ok(),
        &[(otherwise, Differs, "The app ignores it, and notices an expired token by a 401.")])
}

const fn no_token(id: &'static str) -> Rule {
    Check(id, |a| if has_token(a) { "a token" } else { "none" }.to_owned(),
        "the body contains no token, which scripts could read", |a| !has_token(a),
        &[(otherwise, Fails, "This is a security fault: any script can steal the token. Send it only in HttpOnly cookies.")])
}

fn has_email(a: &Response) -> bool {
    a.json().is_some_and(|body| body["email"].is_string())
}

/// Checks of the body of a successful sign-in.
pub static USER: [&Rule; 4] = [
    &Check("sign-in-email", |a| if has_email(a) { "a text" } else { "none" }.to_owned(),
        "the response has the user's email", has_email, &[(otherwise, Differs, "The profile shows no email.")]),
    &Check("sign-in-roles", |a| if roles(a).is_empty() { "none".to_owned() } else { roles(a).join(", ") },
        "the response has the user's roles",
        |a| ROLES.iter().any(|role| roles(a).iter().any(|it| it == role)),
        &[(otherwise, Differs, "The app shows no links to the boards of roles. Use the names in {file}, or change them.")]),
    &expiry("sign-in-expires-in"),
    &no_token("sign-in-no-token"),
];
/// Checks of the body of a successful refresh.
pub static REFRESHED: [&Rule; 2] = [&expiry("refresh-expires-in"), &no_token("refresh-no-token")];

pub static SECOND: Rule = Check("second-sign-in", shape_or_message, "a user may be signed in on two devices",
    Response::is_success, &[
    (Response::is_masked, Differs, "The server allows one refresh token per user. Nobody can sign in on a second device \
        before signing out on the first one. The app clears what its own browser has left on the server, tries once \
        more, and then says that the account may be signed in elsewhere."),
    (otherwise, Differs, "The app shows the server's message. Each user can use only one device at a time."),
]);
/// This check is used in place of [`SECOND`] if the second sign-in succeeds and ends the first session.
pub static SECOND_ENDS_FIRST: Rule = Check(SECOND.0,
    |_| "the second sign-in ends the first session".to_owned(), SECOND.2, |_| false, &[
    (otherwise, Differs, "The first device says that its session has expired, and asks to sign in again, in place."),
]);
pub static AGAIN: Rule = Check("sign-in-again", shape_or_message, "after the sign-out the user can sign in again",
    Response::is_success, &[
    (otherwise, Fails, "A sign-out locks the user out, and the app cannot prevent it. Correct the server."),
]);

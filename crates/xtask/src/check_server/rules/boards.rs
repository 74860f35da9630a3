//! Checks of the boards. A board is a page of the app that shows a text from the server. One board is public, one is
//! for all signed-in users, and two are for users with a role.

use super::Rule;
use crate::check_server::{response::Response, check::*, report::Mark::*};

const SHOWN: &[Row<Response>] = &[
    (Response::is_success, Fails, "The app cannot read the response, which is an HTML page. Is this the API's address?"),
    (Response::is_unknown_path, Fails, "This path does not exist. Is this the API's address, and are its paths those in {file}?"),
    REDIRECT,
    (otherwise, Fails, "The app has nothing to show, and shows the server's message."),
];
const REFUSED: &[Row<Response>] = &[
    (|a| a.status == 401, Differs, "The app refreshes once, and then says \"not allowed\". The user stays signed in."),
    (Response::is_success, Fails, "This is a security fault: the server sends the board to users without the role."),
    REDIRECT,
    (Response::is_unknown_path, Differs, "This board does not exist, and the app says so."),
    (otherwise, Fails, "The app says that the server failed, instead of \"not allowed\"."),
];
const REDIRECT: Row<Response> = (Response::is_redirect, Fails,
    "Browsers follow the redirect, and the app receives another page. An API has to answer with a status.");

const fn shown(id: &'static str, expected: &'static str) -> Rule {
    Check(id, Response::status_and_message, expected, |a| a.is_success() && !a.is_page(), SHOWN)
}

const fn refused(id: &'static str, expected: &'static str) -> Rule {
    Check(id, Response::status_and_message, expected, |a| a.status == 403, REFUSED)
}

pub static PUBLIC: Rule = shown("public-board", "the public board is a text");
pub static USER: Rule = shown("user-board", "the user board is a text for signed-in users");
pub static RENEWED: Rule = shown("refresh-board", "the user board is a text with the new cookie");
/// The first check is for users with the role moderator. The second check is for users without this role.
pub static MODERATOR: [Rule; 2] = [
    shown("moderator-board", "the moderator board is a text for moderators"),
    refused("moderator-board-refused", "the moderator board is refused with 403 to others"),
];
/// The first check is for users with the role admin. The second check is for users without this role.
pub static ADMIN: [Rule; 2] = [
    shown("admin-board", "the admin board is a text for admins"),
    refused("admin-board-refused", "the admin board is refused with 403 to others"),
];
pub static NO_COOKIE: Rule = Check("board-without-cookie", Response::status_and_message,
    "the user board without a cookie is refused with 401", |a| a.status == 401 && !a.is_masked(), &[
    (Response::is_masked, Differs, "The app refreshes as after any 401, but it does not repeat requests that write, \
        because a masked error may come after the work was done."),
    (|a| a.status == 403, Differs, "The app takes this for a missing role. Without the cookie, users read \"not \
        allowed\", and can sign in again."),
    (Response::is_success, Fails, "This is a security fault: the board is open to everybody."),
    REDIRECT,
    (Response::is_unknown_path, Fails, "This path does not exist. Are this server's paths those in {file}?"),
    (otherwise, Fails, "Without a 401, the app cannot notice that a token has expired, and never refreshes."),
]);

//! The calls of pages: open to all, to whoever is signed in, to whoever has a role.

use super::Rule;
use crate::check_server::{answer::Answer, check::*, report::Mark::*};

const SHOWN: &[Row<Answer>] = &[
    (Answer::is_success, Fails, "The app cannot understand the answer, a web page: is this the API's address?"),
    (Answer::is_no_call, Fails, "There is no such call: is this the API's address, and are its paths those in {file}?"),
    REDIRECT,
    (otherwise, Fails, "The app has nothing to show, and tells what the server said."),
];
const REFUSED: &[Row<Answer>] = &[
    (|a| a.status == 401, Differs, "The app refreshes once, then says \"not allowed\". Nobody is signed out by it."),
    (Answer::is_success, Fails, "A security fault: the server gives the board to users without the role."),
    REDIRECT,
    (Answer::is_no_call, Differs, "There is no such board, and the app shows that."),
    (otherwise, Fails, "The app says that the server failed, instead of \"not allowed\"."),
];
const REDIRECT: Row<Answer> = (Answer::is_redirect, Fails,
    "Browsers follow it, and the app gets another page's answer: an API has to answer with a status.");

const fn shown(id: &'static str, expected: &'static str) -> Rule {
    Check(id, Answer::told, expected, |a| a.is_success() && !a.is_page(), SHOWN)
}

const fn refused(id: &'static str, expected: &'static str) -> Rule {
    Check(id, Answer::told, expected, |a| a.status == 403, REFUSED)
}

pub static PUBLIC: Rule = shown("public-board", "the public board is a text");
pub static USER: Rule = shown("user-board", "the user board is a text for whoever is signed in");
pub static RENEWED: Rule = shown("refresh-board", "the user board is a text under the new cookie");
/// For who has the role, and for who has not.
pub static MODERATOR: [Rule; 2] = [
    shown("moderator-board", "the moderator board is a text for moderators"),
    refused("moderator-board-refused", "the moderator board is refused with 403 to others"),
];
/// For who has the role, and for who has not.
pub static ADMIN: [Rule; 2] = [
    shown("admin-board", "the admin board is a text for admins"),
    refused("admin-board-refused", "the admin board is refused with 403 to others"),
];
pub static NO_COOKIE: Rule = Check("board-without-cookie", Answer::told,
    "the user board without a cookie is refused with 401", |a| a.status == 401 && !a.is_masked(), &[
    (Answer::is_masked, Differs, "The app refreshes as after any 401; but it does not repeat a call of yours that \
        writes, since a masked error may come after the work was done."),
    (|a| a.status == 403, Differs, "The app takes it for a missing role: without it users read \"not allowed\", and \
        can sign in again."),
    (Answer::is_success, Fails, "A security fault: the board is open to everybody."),
    REDIRECT,
    (Answer::is_no_call, Fails, "There is no such call: are this server's paths those in {file}?"),
    (otherwise, Fails, "Without a 401 the app cannot see that a token has expired, and never refreshes."),
]);

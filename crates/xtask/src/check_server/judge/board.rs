//! Judges the calls of pages: open to all, to whoever is signed in, to whoever has a role.
//! It must not know what is in the cookies that came along.

use crate::check_server::{
    answer::{Answer, Heard},
    finding::{Check, Finding},
};

/// Open to all.
pub static PUBLIC: Check = Check::new("public-board", "the public board is a text");
/// Nobody is signed in.
pub static NO_COOKIE: Check = Check::new("board-without-cookie", "the user board without a cookie is refused with 401");
/// Signed in.
pub static USER: Check = Check::new("user-board", "the user board is a text for whoever is signed in");
/// The moderators' board.
pub static MODERATOR: Role = Role {
    granted: Check::new("moderator-board", "the moderator board is a text for moderators"),
    refused: Check::new("moderator-board-refused", "the moderator board is refused with 403 to others"),
};
/// The admins' board.
pub static ADMIN: Role = Role {
    granted: Check::new("admin-board", "the admin board is a text for admins"),
    refused: Check::new("admin-board-refused", "the admin board is refused with 403 to others"),
};

/// A board that needs a role.
#[derive(Debug)]
pub struct Role {
    /// For who has it.
    pub granted: Check,
    /// For who has not.
    pub refused: Check,
}

/// A board that is to be shown.
pub fn shown(check: &Check, heard: &Heard) -> Finding {
    check.of(heard, |answer| match answer.status {
        200..=299 if answer.is_page() => check.fails(
            answer.told(),
            "The app takes a web page for no answer of the API, and says that it could not be understood: is this the \
             API's address?",
        ),
        200..=299 => check.kept(answer.told()),
        404 | 405 => check.fails(
            answer.told(),
            "There is no such call: is this the API's address, and are the paths in src/contract.rs its?",
        ),
        300..=399 => check.fails(answer.told(), REDIRECT),
        _ => check.fails(answer.told(), "The app has nothing to show, and tells what the server said."),
    })
}

/// The user board, asked for without a cookie.
pub fn without_cookie(heard: &Heard) -> Finding {
    let check = &NO_COOKIE;
    check.of(heard, |answer| match answer.status {
        401 if answer.is_masked() => check.differs(
            answer.told(),
            "The app refreshes as after any 401; a call of yours that writes is not sent again, since a masked error \
             may come after the work was done.",
        ),
        401 => check.kept(answer.told()),
        403 => check.differs(
            answer.told(),
            "The app takes it for a missing role: who has lost the cookie reads \"not allowed\", and is offered to sign in \
             again.",
        ),
        200..=299 => check.fails(answer.told(), "A security fault: the board is open to everybody."),
        300..=399 => check.fails(answer.told(), REDIRECT),
        404 | 405 => check.fails(answer.told(), "There is no such call: are the paths in src/contract.rs this server's?"),
        _ => check.fails(answer.told(), "Without a 401 the app cannot tell that a token has expired, and never refreshes."),
    })
}

impl Role {
    /// Judges the board for somebody who has the role, or has not.
    pub fn judge(&self, heard: &Heard, has: bool) -> Finding {
        if has { shown(&self.granted, heard) } else { self.refused.of(heard, |answer| self.refusal(answer)) }
    }

    fn refusal(&self, answer: &Answer) -> Finding {
        let check = &self.refused;
        match answer.status {
            403 => check.kept(answer.told()),
            401 => check.differs(
                answer.told(),
                "The app refreshes once, and says \"not allowed\" when the answer stays the same; nobody is signed out by it.",
            ),
            200..=299 => check.fails(answer.told(), "A security fault: the server gives the board to users without the role."),
            300..=399 => check.fails(answer.told(), REDIRECT),
            404 | 405 => check.differs(answer.told(), "There is no such board, and the app shows that."),
            _ => check.fails(answer.told(), "The app says that the server failed, instead of \"not allowed\"."),
        }
    }
}

const REDIRECT: &str =
    "A browser goes where it is sent, and the app gets another page's answer: an API has to answer with a status.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{
        answer::NoAnswer,
        finding::Mark::{Differs, Fails, Kept},
        recording::{made, recorded},
    };

    #[test]
    fn the_real_servers_boards() {
        for (server, lost, lacking) in [("spring", Kept, Differs), ("node", Differs, Kept)] {
            let of = |name| Ok(recorded(server, name));
            assert_eq!(shown(&PUBLIC, &of("public board")).mark, Kept);
            assert_eq!(shown(&USER, &of("user board")).mark, Kept);
            assert_eq!(without_cookie(&of("protected board, no cookie")).mark, lost, "{server}");
            assert_eq!(MODERATOR.judge(&of("moderator board, role missing"), false).mark, lacking, "{server}");
            assert_eq!(ADMIN.judge(&of("admin board, all roles"), true).mark, Kept);
        }
    }

    #[test]
    fn what_is_no_board_fails() {
        let page = made(200, &[], "<!DOCTYPE html><p>Welcome");
        assert_eq!(shown(&PUBLIC, &Ok(page)).mark, Fails);
        for status in [301, 404, 401, 502] {
            assert_eq!(shown(&USER, &Ok(made(status, &[], ""))).mark, Fails, "{status}");
        }
        let silent = shown(&PUBLIC, &Err(NoAnswer::TimedOut(10)));
        assert_eq!((silent.mark, silent.came.as_str()), (Fails, "no answer within 10 s"));
    }

    #[test]
    fn a_board_that_everybody_gets_is_a_security_fault() {
        let open = || Ok(made(200, &[], "Admin Board."));
        assert!(without_cookie(&open()).meaning.contains("security"));
        assert!(ADMIN.judge(&open(), false).meaning.contains("security"));
        for (status, mark) in [(302, Fails), (404, Fails), (500, Fails), (401, Kept)] {
            assert_eq!(without_cookie(&Ok(made(status, &[], ""))).mark, mark, "{status}");
        }
    }
}

//! Judges refreshes, as the app does: renewed, ended, missing, or saying nothing.
//! It must not repeat a word of an answer's body: a refusal may quote the refresh token.

use crate::check_server::{
    answer::{Answer, Heard},
    finding::{Check, Finding},
};

/// Nothing to go by.
pub static NO_COOKIE: Check = Check::new("refresh-without-cookie", "a refresh without a cookie is refused with 400");
/// A token that is none.
pub static REFUSED: Check = Check::new("refresh-refused", "a refresh with an unknown token is refused with 403");
/// What the refusal says.
pub static QUOTES: Check = Check::new("refresh-quotes-token", "the refusal does not quote the token");
/// The real one.
pub static REFRESH: Check = Check::new("refresh", "a refresh brings a new access cookie");
/// The new refresh token.
pub static ROTATES: Check = Check::new("refresh-rotates", "it replaces the refresh token as well");
/// The new access token.
pub static BOARD: Check = Check::new("refresh-board", "the user board is a text under the new cookie");
/// The replaced refresh token.
pub static OLD_TOKEN: Check =
    Check::new("refresh-old-token", "a replaced refresh token is good for some seconds more, and its use not punished");

/// What the app takes an answer to a refresh for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The session goes on.
    Renewed,
    /// The session is over.
    Ended,
    /// The server has no such call.
    Missing,
    /// Nothing can be told from it.
    Unknown,
}

/// Reads an answer as the app does.
pub fn outcome(answer: &Answer) -> Outcome {
    match answer.status {
        200..=299 if answer.is_empty() || answer.json().is_some() => Outcome::Renewed,
        400 | 401 | 403 if !answer.is_page() && !answer.is_masked() => Outcome::Ended,
        404 | 405 | 501 => Outcome::Missing,
        _ => Outcome::Unknown,
    }
}

const MISSING: &str =
    "This server has no refresh: an expired session asks to sign in again, in place, and nothing else is lost.";
const UNREADABLE: &str = "The app takes it for a passing failure: who has a session that is over is told to try again, and \
                          never asked to sign in.";

/// A refresh without any cookie.
pub fn without_cookie(heard: &Heard) -> Finding {
    let check = &NO_COOKIE;
    check.of(heard, |answer| match outcome(answer) {
        Outcome::Ended if answer.status == 400 => check.kept(answer.shape()),
        Outcome::Ended => check.differs(
            answer.shape(),
            "It ends the session just as well; only, where a browser blocks cookies, the app says \"expired\" instead of \
             telling that.",
        ),
        Outcome::Missing => check.differs(answer.shape(), MISSING),
        Outcome::Renewed => check.fails(
            answer.shape(),
            "The app believes that the session goes on, while every call is refused: it says that the server gave no reason.",
        ),
        Outcome::Unknown => check.fails(answer.shape(), UNREADABLE),
    })
}

/// A refresh with a token that the server never gave; and whether the refusal quotes it.
pub fn unknown_token(heard: &Heard, token: &str) -> Vec<Finding> {
    let check = &REFUSED;
    let refused = check.of(heard, |answer| match outcome(answer) {
        Outcome::Ended if answer.status == 403 => check.kept(answer.shape()),
        Outcome::Ended if answer.status == 401 => {
            check.differs(answer.shape(), "It ends the session just as well: the app says that it has expired.")
        }
        Outcome::Ended => check.differs(
            answer.shape(),
            "It ends the session just as well; only, soon after a sign-in the app says that cookies are blocked, which a 400 \
             hints at.",
        ),
        Outcome::Missing => check.differs(answer.shape(), MISSING),
        Outcome::Renewed => check.fails(answer.shape(), "A security fault: anything is taken for a refresh token."),
        Outcome::Unknown => check.fails(answer.shape(), UNREADABLE),
    });
    let quotes = heard.as_ref().is_ok_and(|answer| answer.body.contains(token));
    let quoted = match quotes {
        false => QUOTES.kept("it does not"),
        true => QUOTES.differs(
            "it does",
            "The app drops the message unread; but whatever keeps answers on the way, such as a log, holds tokens.",
        ),
    };
    vec![refused, quoted]
}

/// A refresh with the session's own cookies; whether a cookie for the API's calls came.
pub fn renewed(heard: &Heard, brings_access: bool) -> Finding {
    let check = &REFRESH;
    check.of(heard, |answer| match outcome(answer) {
        Outcome::Renewed if brings_access => check.kept(answer.shape()),
        Outcome::Renewed => check.fails(
            format!("{}, without such a cookie", answer.shape()),
            "The app sends the refused call again, which is refused again: it says that the server gave no reason.",
        ),
        Outcome::Missing => check.differs(answer.shape(), MISSING),
        Outcome::Ended => {
            check.fails(answer.shape(), "The session ends with its first expired token: the app asks to sign in again.")
        }
        Outcome::Unknown => check.fails(answer.shape(), "The app keeps the session and offers to try again, for ever."),
    })
}

/// Whether the refresh token was replaced.
pub fn rotates(replaced: bool) -> Finding {
    match replaced {
        true => ROTATES.kept("it does"),
        false => ROTATES.differs(
            "it does not",
            "The app does not mind; but a stolen refresh token stays good until it expires, and nobody notices.",
        ),
    }
}

/// A second use of a replaced token, and then a use of the one that replaced it.
pub fn old_token(old: &Heard, current: &Heard) -> Finding {
    let check = &OLD_TOKEN;
    let of = |heard: &Heard| heard.as_ref().map_or(Outcome::Unknown, outcome);
    match (of(old), of(current)) {
        (Outcome::Renewed, Outcome::Renewed) => check.kept("good, and not punished"),
        (Outcome::Ended, Outcome::Renewed) => check.differs(
            "refused at once; the new one stays good",
            "Where the answer to a refresh is lost on the way, the app asks to sign in again, in place. Its tabs wait for each \
             other, and do not cause it.",
        ),
        (_, Outcome::Ended) => check.differs(
            "taken for theft: the session is revoked",
            "Where the answer to a refresh is lost on the way, the app asks to sign in again, in place. Its tabs wait for each \
             other, and do not cause it; where a browser lacks Web Locks they may.",
        ),
        (old, current) => check.fails(format!("old: {old:?}, new: {current:?}"), UNREADABLE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{
        answer::NoAnswer,
        finding::Mark::{Differs, Fails, Kept},
        recording::{made, recorded},
    };

    #[test]
    fn the_real_servers_refresh() {
        let of = |server, name| Ok(recorded(server, name));
        assert_eq!(without_cookie(&of("spring", "refresh, no cookie")).mark, Kept);
        assert_eq!(renewed(&of("spring", "refresh"), true).mark, Kept);
        let refused = unknown_token(&of("spring", "refresh, unknown token"), "unknown");
        assert_eq!((refused[0].mark, refused[1].mark), (Kept, Differs));
        let missing = renewed(&of("node", "refresh"), false);
        assert!(missing.mark == Differs && missing.meaning.contains("in place"), "{missing:?}");
        assert_eq!(without_cookie(&of("node", "refresh")).mark, Differs);
    }

    #[test]
    fn a_refusal_is_read_as_the_app_reads_it() {
        let masked = r#"{"path":"/error","status":401}"#;
        for (status, body, bare, unknown, with_cookies) in [
            (400, "{}", Kept, Differs, Fails),
            (401, "", Differs, Differs, Fails),
            (403, "no", Differs, Kept, Fails),
            (403, "<html>firewall", Fails, Fails, Fails),
            (401, masked, Fails, Fails, Fails),
            (501, "<html>", Differs, Differs, Differs),
            (503, "{}", Fails, Fails, Fails),
            (429, "{}", Fails, Fails, Fails),
            (200, "<html>hotel", Fails, Fails, Fails),
            (200, "", Fails, Fails, Kept),
        ] {
            let heard = Ok(made(status, &[], body));
            assert_eq!(without_cookie(&heard).mark, bare, "{status} {body}");
            assert_eq!(unknown_token(&heard, "x-token")[0].mark, unknown, "{status} {body}");
            assert_eq!(renewed(&heard, true).mark, with_cookies, "{status} {body}");
        }
        assert_eq!(renewed(&Ok(made(200, &[], "{}")), false).mark, Fails, "no cookie came");
        assert_eq!(renewed(&Err(NoAnswer::TooLong), false).mark, Fails);
    }

    #[test]
    fn a_refusals_words_are_in_no_finding() {
        let heard = Ok(recorded("spring", "refresh, unknown token"));
        let mut findings = unknown_token(&heard, "unknown");
        findings.extend([without_cookie(&heard), renewed(&heard, false)]);
        for finding in findings {
            assert!(!finding.came.contains("Failed") && !finding.came.contains("unknown"), "{finding:?}");
        }
    }

    #[test]
    fn what_becomes_of_a_replaced_token() {
        let (good, bad, broken) = (Ok(made(200, &[], "{}")), Ok(made(403, &[], "{}")), Ok(made(500, &[], "{}")));
        assert_eq!(old_token(&good, &good).mark, Kept);
        let (refused, punished) = (old_token(&bad, &good), old_token(&bad, &bad));
        assert!(refused.mark == Differs && punished.mark == Differs && refused.came != punished.came);
        assert_eq!(old_token(&broken, &good).mark, Fails);
    }
}

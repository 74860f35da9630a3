//! What an answer means: every decision that needs nothing but the answer itself.
//! It must not touch anything.

use super::body::{is_masked, is_page, json, lifetime, message};
use super::environment::{NoResponse, Response};
use super::error::{Error, Transient};

/// The three outcomes of a refresh (rule 2), and a server that has none (rule 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// A new access cookie is there.
    Renewed {
        /// Its lifetime in seconds, where announced.
        expires_in: Option<u32>,
    },
    /// The server refuses to renew this session.
    Ended {
        /// The status that the contract gives for a refresh cookie that did not come.
        without_cookie: bool,
    },
    /// There is no such call on this server, as far as this answer tells.
    Missing(u16),
    /// It says nothing about the session.
    Unknown(Transient),
}

/// Reads the answer to a refresh. Its message is never looked at: a refusal may quote the refresh token.
pub fn of_refresh(answer: &Result<Response, NoResponse>) -> Refreshed {
    let answer = match answer {
        Ok(answer) => answer,
        Err(none) => return Refreshed::Unknown((*none).into()),
    };
    match answer.status {
        200..=299 if answer.body.trim().is_empty() || json(&answer.body).is_some() => {
            Refreshed::Renewed { expires_in: lifetime(&answer.body) }
        }
        200..=299 => Refreshed::Unknown(Transient::Garbled),
        400 | 401 | 403 if !is_page(answer) && !is_masked(answer) => {
            Refreshed::Ended { without_cookie: answer.status == 400 }
        }
        // A firewall's page, or a failure that the server masks.
        400 | 401 | 403 => Refreshed::Unknown(Transient::Unexplained),
        404 | 405 | 501 => Refreshed::Missing(answer.status),
        429 => Refreshed::Unknown(Transient::Limited(answer.retry_after)),
        status => Refreshed::Unknown(Transient::Failed(status, None)),
    }
}

/// Whether the server now knows of the sign-out (rule 9): it said yes in whatever words, it refused by itself, or it has no
/// such call. A web page comes from somebody else, such as a hotel's network.
pub fn is_confirmed(answer: &Result<Response, NoResponse>) -> bool {
    let Ok(answer) = answer else { return false };
    match answer.status {
        200..=299 => !is_page(answer),
        404 | 405 => true,
        status if is_passing(status) => false,
        400..=499 => (answer.body.trim().is_empty() || json(&answer.body).is_some()) && !is_masked(answer),
        _ => false,
    }
}

/// Whether a refusal with this status is of the moment alone: too slow, too early, too often (RFC 9110, 8470, 6585).
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429)
}

/// What any answer but 2xx and a page's own 401 means to the caller. `has_role`: the user's roles should do.
pub fn refusal(answer: &Response, has_role: bool) -> Error {
    match answer.status {
        403 => Error::Forbidden { message: message(answer), again: has_role },
        429 => Error::Transient(Transient::Limited(answer.retry_after)),
        status if is_passing(status) => Error::Transient(Transient::Failed(status, message(answer))),
        400..=499 => Error::Rejected(
            message(answer).unwrap_or_else(|| format!("The server refused this (status {}).", answer.status)),
        ),
        500..=599 => Error::Transient(Transient::Failed(answer.status, message(answer))),
        _ => Error::Transient(Transient::Garbled),
    }
}

impl From<NoResponse> for Transient {
    fn from(none: NoResponse) -> Self {
        match none {
            NoResponse::Offline => Transient::Offline,
            NoResponse::Unreachable => Transient::Unreachable,
            NoResponse::TimedOut => Transient::TimedOut,
            NoResponse::Blocked => Transient::Blocked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Response {
        Response { status, html: false, retry_after: None, body: body.to_owned() }
    }

    const MASKED: &str = r#"{"path":"/error","error":"Unauthorized","message":"Full authentication is required to access this resource","status":401}"#;

    #[test]
    fn a_refresh_has_three_outcomes() {
        let of = |status, body| of_refresh(&Ok(answer(status, body)));
        assert_eq!(of(200, ""), Refreshed::Renewed { expires_in: None });
        assert_eq!(of(200, r#"{"message":"ok","expiresIn":60}"#), Refreshed::Renewed { expires_in: Some(60) });
        assert_eq!(of(200, r#"{"expiresIn":-1}"#), Refreshed::Renewed { expires_in: None });
        assert_eq!(of(200, "<p>Welcome to our hotel"), Refreshed::Unknown(Transient::Garbled));
        for (status, without_cookie) in [(400, true), (401, false), (403, false)] {
            for body in ["", "no", r#"{"message":"Failed for [secret]: expired"}"#] {
                assert_eq!(of(status, body), Refreshed::Ended { without_cookie });
            }
            assert!(matches!(of(status, "<html>firewall"), Refreshed::Unknown(_)));
        }
        assert_eq!(of(401, MASKED), Refreshed::Unknown(Transient::Unexplained));
        assert_eq!(of(429, "{}"), Refreshed::Unknown(Transient::Limited(None)));
        for status in [404, 405, 501] {
            assert_eq!(of(status, "<pre>Cannot POST"), Refreshed::Missing(status));
        }
        for status in [302, 500, 502] {
            assert_eq!(of(status, "{}"), Refreshed::Unknown(Transient::Failed(status, None)));
        }
        assert_eq!(of_refresh(&Err(NoResponse::TimedOut)), Refreshed::Unknown(Transient::TimedOut));
    }

    #[test]
    fn a_sign_out_is_told_when_the_server_itself_answered() {
        for (status, body) in [(401, "{}"), (403, "{}"), (404, "<p>"), (405, "x")] {
            assert!(is_confirmed(&Ok(answer(status, body))), "{status} {body}");
        }
        for status in [200, 202, 204] {
            for body in ["{}", "", "You've been signed out!", "bye {", "\"out\""] {
                assert!(is_confirmed(&Ok(answer(status, body))), "{status} {body}");
                assert!(
                    is_confirmed(&Ok(Response { html: true, ..answer(status, body) })),
                    "{status} {body}, said to be HTML"
                );
            }
            assert!(!is_confirmed(&Ok(answer(status, " <!DOCTYPE html><p>hotel"))), "{status}");
        }
        for (status, body) in [(401, MASKED), (403, "a firewall"), (500, "{}"), (502, "<p>")] {
            assert!(!is_confirmed(&Ok(answer(status, body))), "{status} {body}");
        }
        for status in [408, 425, 429] {
            assert!(!is_confirmed(&Ok(answer(status, "{}"))), "{status}");
        }
        assert!(!is_confirmed(&Err(NoResponse::Unreachable)));
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        assert_eq!(
            refusal(&answer(403, r#"{"message":"Require Admin Role!"}"#), true),
            Error::Forbidden { message: Some("Require Admin Role!".to_owned()), again: true }
        );
        let limited = Response { retry_after: Some(42), ..answer(429, "") };
        assert_eq!(refusal(&limited, true), Error::Transient(Transient::Limited(Some(42))));
        assert_eq!(refusal(&answer(503, "<p>"), true), Error::Transient(Transient::Failed(503, None)));
        for status in [408, 425] {
            assert!(refusal(&answer(status, "{}"), true).can_retry(), "{status}");
            assert!(matches!(of_refresh(&Ok(answer(status, "{}"))), Refreshed::Unknown(_)), "{status}");
        }
        assert!(matches!(refusal(&answer(400, "<p>"), true), Error::Rejected(text) if text.contains("400")));
        assert!(refusal(&answer(502, "<p>Bad gateway"), true).can_retry());
        assert_eq!(refusal(&answer(302, ""), true), Error::Transient(Transient::Garbled));
    }
}

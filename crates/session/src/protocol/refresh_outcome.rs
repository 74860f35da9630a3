//! The outcome of a refresh (rules 2 and 3).

use crate::error::Transient;
use crate::http::Response;

/// The outcome of a refresh: one of the three outcomes of rule 2, or [`Missing`](RefreshOutcome::Missing) if the server
/// seems to have no refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// The session was refreshed: the response has set a new access cookie.
    Renewed {
        /// The lifetime of the new access token in seconds, if the server announces it.
        expires_in: Option<u32>,
    },
    /// The server refuses to refresh the session, so the session is over.
    Ended {
        /// Whether the server says that the refresh cookie was missing. Right after a sign-in, this may mean that the
        /// browser blocks the server's cookies.
        without_cookie: bool,
    },
    /// The server seems to have no refresh, because it answered with this status.
    Missing(u16),
    /// It is not known whether the session was refreshed. Contains the reason.
    Unknown(Transient),
}

impl RefreshOutcome {
    /// Returns the outcome that follows from the status and the kind of body. This function is the default of
    /// [`Protocol::refreshed`](super::Protocol::refreshed).
    ///
    /// A 400, 401 or 403 is a refusal, and a refusal ends the session. After a 400, the outcome also says that the
    /// refresh cookie was missing. There are two exceptions: the body is an HTML page, or `masked` is true, which means
    /// that the server hides the reason of the refusal. In both cases, the outcome is [`RefreshOutcome::Unknown`].
    pub fn by_status(response: &Response, masked: bool, expires_in: Option<u32>) -> Self {
        match response.status {
            200..=299 if response.is_empty() || response.tree().is_some() => RefreshOutcome::Renewed { expires_in },
            200..=299 => RefreshOutcome::Unknown(Transient::Garbled),
            400 | 401 | 403 if !response.is_web_page() && !masked => {
                RefreshOutcome::Ended { without_cookie: response.status == 400 }
            }
            // The response is an HTML page, probably of a firewall, or the server hides the reason of the refusal. So
            // the response does not show that the session is over.
            400 | 401 | 403 => RefreshOutcome::Unknown(Transient::Unexplained),
            404 | 405 | 501 => RefreshOutcome::Missing(response.status),
            429 => RefreshOutcome::Unknown(Transient::Limited(response.retry_after())),
            status => RefreshOutcome::Unknown(Transient::Failed(status, None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_has_three_outcomes() {
        let response = |status, body: &str| Response::new(status).with_body(body);
        let of = |status, body| RefreshOutcome::by_status(&response(status, body), false, Some(60));
        for body in ["", r#"{"message":"ok"}"#] {
            assert_eq!(of(200, body), RefreshOutcome::Renewed { expires_in: Some(60) });
        }
        assert_eq!(of(200, "<p>Welcome to our hotel"), RefreshOutcome::Unknown(Transient::Garbled));
        for (status, without_cookie) in [(400, true), (401, false), (403, false)] {
            for body in ["", "no", r#"{"message":"Failed for [secret]: expired"}"#] {
                assert_eq!(of(status, body), RefreshOutcome::Ended { without_cookie });
            }
            assert!(matches!(of(status, "<html>firewall"), RefreshOutcome::Unknown(_)));
        }
        let masked = RefreshOutcome::by_status(&response(401, "{}"), true, None);
        assert_eq!(masked, RefreshOutcome::Unknown(Transient::Unexplained));
        assert_eq!(of(429, "{}"), RefreshOutcome::Unknown(Transient::Limited(None)));
        for status in [404, 405, 501] {
            assert_eq!(of(status, "<pre>Cannot POST"), RefreshOutcome::Missing(status));
        }
        for status in [302, 408, 425, 500, 502] {
            assert_eq!(of(status, "{}"), RefreshOutcome::Unknown(Transient::Failed(status, None)));
        }
    }
}

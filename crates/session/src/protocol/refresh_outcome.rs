//! What a response to a refresh says (rules 2 and 3).

use crate::error::Transient;
use crate::http::Response;

/// The three outcomes of a refresh, and a server that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// A new access cookie is there.
    Renewed {
        /// Its lifetime in seconds, where announced.
        expires_in: Option<u32>,
    },
    /// The server refuses to renew this session: it is over.
    Ended {
        /// Whether the server says that no refresh cookie came. Right after a sign-in this means that the browser blocks its
        /// cookies.
        without_cookie: bool,
    },
    /// There is no such path on this server, as far as this response, with this status, tells.
    Missing(u16),
    /// It says nothing about the session.
    Unknown(Transient),
}

impl RefreshOutcome {
    /// The outcome by the status and the kind of body alone; the default of [`Protocol::refreshed`](super::Protocol::refreshed).
    /// A masked response says nothing; a 400 is taken for a refresh cookie that did not come.
    pub fn by_status(response: &Response, masked: bool, expires_in: Option<u32>) -> Self {
        match response.status {
            200..=299 if response.is_empty() || response.tree().is_some() => RefreshOutcome::Renewed { expires_in },
            200..=299 => RefreshOutcome::Unknown(Transient::Garbled),
            400 | 401 | 403 if !response.is_web_page() && !masked => {
                RefreshOutcome::Ended { without_cookie: response.status == 400 }
            }
            // A firewall's page, or a failure that the server masks.
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

//! Decides whether a response confirms a sign-out (rule 9).

use crate::http::Response;
use crate::transient_status::is_transient;

/// Whether a response confirms a sign-out.
///
/// A 2xx confirms the sign-out, unless its body is an HTML page. Such a page may be the login page of a public Wi-Fi
/// network. A 404 or 405 always confirms the sign-out. A 408, 425 or 429 never confirms it. Any other 4xx confirms it
/// if the body is empty or JSON, and `masked` is false. An empty body or a JSON body shows that the response comes from
/// the server itself. If `masked` is true, the server hides the reason of its refusal, and this reason may be something
/// other than the token. No other status confirms the sign-out.
pub(super) fn confirms(response: &Response, masked: bool) -> bool {
    match response.status {
        200..=299 => !response.is_web_page(),
        404 | 405 => true,
        status if is_transient(status) => false,
        400..=499 => (response.is_empty() || response.tree().is_some()) && !masked,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> Response {
        Response::new(status).with_body(body)
    }

    #[test]
    fn a_sign_out_is_confirmed_when_the_server_itself_answered() {
        for (status, body) in [(401, "{}"), (403, "{}"), (404, "<p>"), (405, "x")] {
            assert!(confirms(&response(status, body), false), "{status} {body}");
        }
        for status in [200, 202, 204] {
            for body in ["{}", "", "You've been signed out!", "bye {", "\"out\""] {
                assert!(confirms(&response(status, body), false), "{status} {body}");
                let html = response(status, body).with_header("Content-Type", "text/html");
                assert!(confirms(&html, false), "{status} {body}, said to be HTML");
            }
            assert!(!confirms(&response(status, " <!DOCTYPE html><p>hotel"), false), "{status}");
        }
        assert!(!confirms(&response(401, "{}"), true), "masked");
        for (status, body) in [(403, "a firewall"), (500, "{}"), (502, "<p>")] {
            assert!(!confirms(&response(status, body), false), "{status} {body}");
        }
        for status in [408, 425, 429] {
            assert!(!confirms(&response(status, "{}"), false), "{status}");
        }
    }
}

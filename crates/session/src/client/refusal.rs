//! Turns a response whose status is not 2xx into the error for the caller.

use crate::error::{Error, Transient};
use crate::http::{NoResponse, Response};
use crate::protocol::Protocol;
use crate::transient_status::is_transient;

/// Returns the error for a response whose status is not 2xx. `permitted` is true if the app expects that the user is
/// allowed to make the request.
pub(super) fn refusal<P: Protocol>(response: &Response, permitted: bool) -> Error {
    let message = P::message(response);
    match response.status {
        403 => Error::Forbidden { message, permitted },
        429 => Error::Transient(Transient::Limited(response.retry_after())),
        status if is_transient(status) => Error::Transient(Transient::Failed(status, message)),
        status @ 400..=499 => Error::Rejected { status, message },
        status @ 500..=599 => Error::Transient(Transient::Failed(status, message)),
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
    use crate::json::Json;
    use crate::protocol::{Endpoint, Endpoints};

    struct Plain;

    impl Protocol for Plain {
        type User = ();
        type Credentials = ();
        const ENDPOINTS: Endpoints = Endpoints {
            sign_in: Endpoint::post("/in"),
            refresh: Endpoint::post("/again"),
            sign_out: Endpoint::delete("/in"),
        };

        fn user_id((): &()) -> String {
            String::new()
        }

        fn granted(response: &Response) -> Option<()> {
            response.json()
        }

        fn stored_user(json: &Json) -> Option<()> {
            json.read()
        }
    }

    #[test]
    fn each_status_has_its_error() {
        let response = |status, body: &str| Response::new(status).with_body(body);
        let of = |status, body| refusal::<Plain>(&response(status, body), true);
        let message = Some("Require Admin Role!".to_owned());
        assert_eq!(of(403, r#"{"message":"Require Admin Role!"}"#), Error::Forbidden { message, permitted: true });
        let limited = response(429, "").with_header("Retry-After", "42");
        assert_eq!(refusal::<Plain>(&limited, true), Error::Transient(Transient::Limited(Some(42))));
        assert_eq!(of(503, "<p>"), Error::Transient(Transient::Failed(503, None)));
        for status in [408, 425] {
            assert!(of(status, "{}").can_retry(), "{status}");
        }
        assert_eq!(of(400, "<p>"), Error::Rejected { status: 400, message: None });
        assert!(of(502, "<p>Bad gateway").can_retry());
        assert_eq!(of(302, ""), Error::Transient(Transient::Garbled));
    }
}

//! Identifiers of requests. The log lines of a request contain its identifier. The response contains it too, in the
//! header `x-request-id`. So if a user reports the identifier of a response, an operator can find the log lines of its
//! request.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The header with the identifier, in requests and in responses.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The longest identifier that is taken from a request.
const MAX_LENGTH: usize = 64;

/// Returns the identifier of a request. `is_trusted` says whether the request comes from a trusted proxy.
///
/// If the request comes from a trusted proxy, this is the identifier that the proxy has given to the request. The
/// proxy's identifier is used only if it consists of 1 to 64 letters, digits and hyphens. All tokens of this server
/// contain a dot, so no token can get into the log as an identifier.
///
/// In all other cases, this is a new random identifier. An identifier from a client is never used, because a client
/// could choose the identifier of another client's request. Then the log lines of both requests would look like those
/// of one request.
pub(crate) fn of(headers: &HeaderMap, is_trusted: bool) -> HeaderValue {
    let is_id = |value: &&HeaderValue| {
        (1..=MAX_LENGTH).contains(&value.len())
            && value.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    headers.get(&HEADER).filter(|id| is_trusted && is_id(id)).cloned().unwrap_or_else(random)
}

fn random() -> HeaderValue {
    let mut bytes = [0; 16];
    // If the system gives no random bytes, all requests get the same identifier. This is no reason to refuse them.
    let _ = getrandom::fill(&mut bytes);
    let text = format!("{:032x}", u128::from_be_bytes(bytes));
    HeaderValue::from_str(&text).unwrap_or_else(|_| unreachable!("hexadecimal digits are valid in a header"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_identifiers_without_dots_are_taken_from_a_request() {
        let of = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, HeaderValue::from_str(text).expect("a value"));
            super::of(&headers, true)
        };
        assert_eq!(of("4bf92f35-77b3"), "4bf92f35-77b3");
        for other in ["", "a b", "family.1.mac", &"a".repeat(65), "a\tb"] {
            let id = of(other);
            assert!(id.len() == 32 && id != other, "{other:?} became {id:?}");
        }
        assert_ne!(of(""), of(""));
    }
}

//! CORS (Fetch standard, "CORS protocol"): which pages of other origins may send a request and read the response.

use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;

use crate::origin::Origins;

/// Marks a response that gets no CORS headers. The mark is an extension of the response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WithoutCors;

/// Returns whether the request is a CORS preflight.
pub(crate) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Returns the request's `Origin` if it is allowed. `None` if it is not allowed, or if the request does not have this
/// header.
pub(crate) fn allowed_origin<'a>(origins: &Origins, headers: &'a HeaderMap) -> Option<&'a HeaderValue> {
    headers.get(header::ORIGIN).filter(|origin| origin.to_str().is_ok_and(|origin| origins.allows(origin)))
}

/// Returns whether a page whose origin is not allowed has caused the request. If the header `Origin` names an allowed
/// origin, the result is false. Otherwise, the result depends on two headers:
///
/// - `Origin`: The result is true if the request has this header and the method can change something. If the method
///   only reads, `Origin` is ignored, because the page cannot read the response.
/// - `Sec-Fetch-Site` (Fetch Metadata): The value `same-origin` means that a page of this server has caused the
///   request, and `none` means that the user has caused it. The result is true for any other value. There is one
///   exception: the header is ignored if the method only reads and the browser shows the response as a page of its own,
///   for example after a click on a link.
///
/// If the request has neither header, the result is false. Over https, a current browser sends at least one of the two
/// headers with each request of a page: for example, it loads an image without `Origin`, but with `Sec-Fetch-Site`.
pub(crate) fn is_foreign(origins: &Origins, method: &Method, headers: &HeaderMap) -> bool {
    if allowed_origin(origins, headers).is_some() {
        return false;
    }
    let is_safe = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    let fetch_metadata = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let is_own_tab = is_safe && fetch_metadata("sec-fetch-dest") == Some("document");
    let from_elsewhere = fetch_metadata("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none"));
    from_elsewhere && !is_own_tab || headers.contains_key(header::ORIGIN) && !is_safe
}

/// Adds the headers that allow pages of `origin` to send cookies and to read the response. Adds no header if `origin`
/// is `None`, or if the response is marked with [`WithoutCors`].
pub(crate) fn add_headers(response: &mut Response, origin: Option<&HeaderValue>) {
    let Some(origin) = origin else { return };
    if response.extensions().get::<WithoutCors>().is_none() {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
}

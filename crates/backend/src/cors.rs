//! CORS (Fetch standard, "CORS protocol"): which pages of other origins may read a response.

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

/// Returns whether the request has an `Origin` that is not allowed. A request without `Origin` is not foreign. Browsers
/// always send `Origin` with methods other than GET and HEAD. So a request with such a method but without `Origin` does
/// not come from a page.
pub(crate) fn is_foreign(origins: &Origins, headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN) && allowed_origin(origins, headers).is_none()
}

/// Adds the headers that let pages of this origin read the response and send cookies. Adds nothing without an origin,
/// or to a response that is marked with [`WithoutCors`].
pub(crate) fn add_headers(response: &mut Response, origin: Option<&HeaderValue>) {
    let Some(origin) = origin else { return };
    if response.extensions().get::<WithoutCors>().is_none() {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
}

//! CORS (Fetch standard, "CORS protocol"): which answers a page of another origin may read.
//! It must not know the dialects' further headers, which they put on themselves.

use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;

use crate::origin::Origins;

/// The mark of an answer that gets no CORS headers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hidden;

/// Whether this is a browser's question before the request itself.
pub(crate) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// The allowed origin a request came from.
pub(crate) fn allowed<'a>(origins: &Origins, headers: &'a HeaderMap) -> Option<&'a HeaderValue> {
    headers.get(header::ORIGIN).filter(|origin| origin.to_str().is_ok_and(|origin| origins.allows(origin)))
}

/// Whether a request comes from a page that may not call. One without an origin comes from no browser.
pub(crate) fn is_foreign(origins: &Origins, headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN) && allowed(origins, headers).is_none()
}

/// Lets a page of this origin read the answer, and cookies come with it.
pub(crate) fn open(response: &mut Response, origin: Option<&HeaderValue>) {
    let Some(origin) = origin else { return };
    if response.extensions().get::<Hidden>().is_none() {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
}

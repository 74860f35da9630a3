//! The responses of those faults that send a response.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::channel::Channel;

use super::Fault;
use crate::response;

/// Returns the response of a fault; `None` for a fault without a response of its own. `path` is the path of the
/// request. The body of [`Fault::Status`] contains this path.
pub(crate) fn response(fault: &Fault, path: &str) -> Option<Response> {
    let status = |status: u16| StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Some(match fault {
        Fault::Status(code) => {
            let status = status(*code);
            if matches!(*code, 100..200 | 204 | 205 | 304) {
                status.into_response()
            } else {
                response::error(status, "Injected by a test", path)
            }
        }
        Fault::Html(code) => {
            let status = status(*code);
            let page = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
            response::with_content_type(status, "text/html", page)
        }
        Fault::Malformed => response::with_content_type(StatusCode::OK, "application/json", "{\"message\": \"Tok"),
        Fault::Masked => response::masked_error(),
        Fault::Drip(delay) => drip(*delay),
        Fault::Body { status: code, content_type, body } => {
            let mut response = (status(*code), body.clone()).into_response();
            if let Ok(value) = HeaderValue::from_str(content_type) {
                response.headers_mut().insert(header::CONTENT_TYPE, value);
            }
            response
        }
        Fault::Drop | Fault::Hang | Fault::Delay(_) | Fault::Hold | Fault::LoseResponse => return None,
    })
}

/// Returns a response whose body is sent byte by byte, with this delay before each byte. The sending ends early if the
/// client closes the connection.
fn drip(delay: Duration) -> Response {
    let (mut sender, body) = Channel::<Bytes>::new(1);
    tokio::spawn(async move {
        for byte in b"{\"message\": \"At last.\"}" {
            tokio::time::sleep(delay).await;
            if sender.send_data(Bytes::from_static(std::slice::from_ref(byte))).await.is_err() {
                return;
            }
        }
    });
    response::with_content_type(StatusCode::OK, "application/json", Body::new(body))
}

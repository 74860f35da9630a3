//! What tests inject, and which request it is for.
//! It must not know what any route does.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::channel::Channel;

use crate::reply;

/// Something that goes wrong with a request. Unless said otherwise the work is not done. Every answer has the CORS
/// headers, as behind a proxy that adds them, so that a page's script may see it.
#[derive(Clone, Debug)]
pub enum Fault {
    /// A status with the contract's error body.
    Status(u16),
    /// A status with a proxy's HTML page.
    Html(u16),
    /// 200 with a JSON content type and half a JSON body.
    Malformed,
    /// Spring's masked error: 401 with the path `/error`.
    Masked,
    /// The connection is closed unanswered.
    Drop,
    /// No answer, ever, on an open connection.
    Hang,
    /// A pause before whatever comes: another fault or the work.
    Delay(Duration),
    /// The work is done, then the connection is closed unanswered: no cookie arrives.
    LoseAnswer,
    /// An answer of JSON that comes byte by byte, with such a pause before each.
    Drip(Duration),
    /// Any answer.
    Body {
        /// The status.
        status: u16,
        /// The content type.
        content_type: String,
        /// The bytes.
        body: Vec<u8>,
    },
}

/// How often a fault happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// To the next so many requests of the route.
    Next(usize),
    /// To every request of the route until the faults are cleared.
    Always,
}

/// The faults of a server, in the order they were injected.
#[derive(Default)]
pub(crate) struct Faults(Mutex<VecDeque<Queued>>);

struct Queued {
    route: String,
    fault: Fault,
    times: Times,
}

/// What is to go wrong with one request.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// The pause before anything else.
    pub(crate) delay: Duration,
    /// The fault; never a delay.
    pub(crate) fault: Option<Fault>,
}

impl Faults {
    /// Queues a fault for a route: `*`, or a method and a path like `GET /api/test/user`.
    pub(crate) fn add(&self, route: &str, fault: Fault, times: Times) {
        self.lock().push_back(Queued { route: route.to_owned(), fault, times });
    }

    /// Forgets them all.
    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// What is to go wrong with this request, which uses it up: the first fault that has times left, after every
    /// standing delay and the first passing one.
    pub(crate) fn take(&self, method: &str, path: &str) -> Plan {
        let mut plan = Plan::default();
        let mut delayed = false;
        let mut queue = self.lock();
        for queued in queue.iter_mut() {
            let matches = queued.route == "*" || queued.route.split_once(' ') == Some((method, path));
            if !matches || queued.times == Times::Next(0) {
                continue;
            }
            match (&queued.fault, queued.times) {
                (Fault::Delay(pause), Times::Always) => plan.delay += *pause,
                (Fault::Delay(pause), Times::Next(left)) if !delayed => {
                    delayed = true;
                    plan.delay += *pause;
                    queued.times = Times::Next(left - 1);
                }
                (Fault::Delay(_), Times::Next(_)) => {}
                (fault, times) if plan.fault.is_none() => {
                    plan.fault = Some(fault.clone());
                    if let Times::Next(left) = times {
                        queued.times = Times::Next(left - 1);
                    }
                }
                _ => {}
            }
        }
        queue.retain(|queued| queued.times != Times::Next(0));
        plan
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Queued>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The answer of a fault that answers without the work; nothing for the others.
pub(crate) fn answer(fault: &Fault, path: &str) -> Option<Response> {
    let status = |status: u16| StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Some(match fault {
        Fault::Status(code) => {
            let status = status(*code);
            if matches!(*code, 100..200 | 204 | 205 | 304) {
                status.into_response()
            } else {
                reply::error(status, "Injected by a test", path)
            }
        }
        Fault::Html(code) => {
            let status = status(*code);
            let page = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
            reply::typed(status, "text/html", page)
        }
        Fault::Malformed => reply::typed(StatusCode::OK, "application/json", "{\"message\": \"Tok"),
        Fault::Masked => reply::masked(),
        Fault::Drip(pause) => drip(*pause),
        Fault::Body { status: code, content_type, body } => {
            let mut response = (status(*code), body.clone()).into_response();
            if let Ok(value) = HeaderValue::from_str(content_type) {
                response.headers_mut().insert(header::CONTENT_TYPE, value);
            }
            response
        }
        Fault::Drop | Fault::Hang | Fault::Delay(_) | Fault::LoseAnswer => return None,
    })
}

/// Ends with the text, or when nobody reads it any more.
fn drip(pause: Duration) -> Response {
    let (mut sender, body) = Channel::<Bytes>::new(1);
    tokio::spawn(async move {
        for byte in b"{\"message\": \"At last.\"}" {
            tokio::time::sleep(pause).await;
            if sender.send_data(Bytes::from_static(std::slice::from_ref(byte))).await.is_err() {
                return;
            }
        }
    });
    reply::typed(StatusCode::OK, "application/json", Body::new(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn faults_come_in_order_and_delays_come_on_top() {
        let faults = Faults::default();
        faults.add("GET /a", Fault::Status(500), Times::Next(1));
        faults.add("*", Fault::Drop, Times::Next(1));
        faults.add("GET /a", Fault::Delay(SECOND), Times::Always);
        faults.add("PUT /a", Fault::Hang, Times::Always);
        let plan = faults.take("GET", "/a");
        assert!(matches!(plan.fault, Some(Fault::Status(500))));
        assert_eq!(plan.delay, SECOND);
        assert!(matches!(faults.take("GET", "/b").fault, Some(Fault::Drop)));
        let plan = faults.take("GET", "/a");
        assert!(plan.fault.is_none());
        assert_eq!(plan.delay, SECOND);
        assert!(faults.take("POST", "/a").fault.is_none());
        faults.clear();
        assert_eq!(faults.take("GET", "/a").delay, Duration::ZERO);
    }
}

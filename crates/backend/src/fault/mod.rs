//! Fault injection: tests make the server respond incorrectly, late, or not at all.

mod queue;
mod response;

use std::time::Duration;

pub(crate) use queue::Faults;
pub(crate) use response::response;

/// Something that goes wrong with a request. Unless stated otherwise, the route handler does not run. The response of a
/// fault has the CORS headers if the request's origin is allowed, so that a page's script can read the response.
#[derive(Clone, Debug)]
pub enum Fault {
    /// A response with this status and the contract's error body. The status is 500 if this number is not between 100
    /// and 999. A response with status 1xx, 204, 205 or 304 has no body, because HTTP forbids it. In this fault and all
    /// others, do not use a status of 1xx, because hyper cannot send a response with such a status.
    Status(u16),
    /// A response with this status and an HTML page, like an error page of a proxy. The status is 500 if this number is
    /// not between 100 and 999.
    Html(u16),
    /// A response with status 200, a JSON content type and an incomplete JSON body.
    Malformed,
    /// The masked error of the Spring Boot server: a response with status 401, and the path `/error` in the body.
    Masked,
    /// The connection is closed without a response.
    Drop,
    /// The connection stays open without a response, until the client closes it or the server stops.
    Hang,
    /// A delay of this length. After the delay the request gets its next fault. Without another fault, the route
    /// handler runs.
    Delay(Duration),
    /// The request waits until the test calls [`Server::clear_faults`](crate::Server::clear_faults), or until the server
    /// stops. After that it gets its next fault. Without another fault, the route handler runs. The request waits even if
    /// the client closes the connection.
    Hold,
    /// The route handler runs. Then the connection is closed without a response, so the client gets no new cookie.
    LoseResponse,
    /// A JSON response with status 200 whose body is sent byte by byte, with this delay before each byte.
    Drip(Duration),
    /// A response with this status, content type and body.
    Body {
        /// The status; 500 if it is not between 100 and 999.
        status: u16,
        /// The content type; `application/octet-stream` if this text is not a valid header value.
        content_type: String,
        /// The body.
        body: Vec<u8>,
    },
}

/// How many requests a fault is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// The next requests of the route, at most this number of them.
    Next(usize),
    /// All requests of the route until the faults are cleared.
    Always,
}

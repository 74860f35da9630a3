//! Fault injection: what tests can make a server do wrong.

mod queue;
mod response;

use std::time::Duration;

pub(crate) use queue::Faults;
pub(crate) use response::response;

/// Something that goes wrong with a request. Unless stated otherwise, the route handler does not run. Every response
/// has the CORS headers, so that a page's script can read it.
#[derive(Clone, Debug)]
pub enum Fault {
    /// A response with this status and the contract's error body.
    Status(u16),
    /// A response with this status and an HTML page, as proxies send it.
    Html(u16),
    /// A response with status 200, a JSON content type and an incomplete JSON body.
    Malformed,
    /// The masked error of the Spring Boot server: status 401, and the path `/error` in the body.
    Masked,
    /// The connection is closed without a response.
    Drop,
    /// The connection stays open, and no response is ever sent.
    Hang,
    /// A delay before the next fault or before the route handler.
    Delay(Duration),
    /// The route handler runs, then the connection is closed without a response, so no cookie is set.
    LoseResponse,
    /// A JSON response that is sent byte by byte, with this delay before each byte.
    Drip(Duration),
    /// Any other response.
    Body {
        /// The status; 500 if it is not between 100 and 999.
        status: u16,
        /// The content type.
        content_type: String,
        /// The body.
        body: Vec<u8>,
    },
}

/// How many requests a fault is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// The next requests of the route, up to this number.
    Next(usize),
    /// All requests of the route until the faults are cleared.
    Always,
}

//! The open streams of events (`GET /api/auth/events` of the contract), and what is sent to them.
//!
//! | module | what it owns |
//! | --- | --- |
//! | `open_streams` | which streams are open, and how many may be |
//! | `stream` | one stream, as the handler gets it |
//! | `watch` | reads a session again when it may have changed, and sends the events |

mod open_streams;
mod stream;
mod watch;

pub(crate) use open_streams::OpenStreams;
pub(crate) use watch::{read_again, run};

//! The body of a request.

use web_sys::{Blob, FormData};

/// The body of a request. Every kind of body can be sent again in a retry. So there is no kind for a stream, because a
/// stream can be read only once.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// No body.
    Empty,
    /// A text. The first field is its content type.
    Text(&'static str, String),
    /// Bytes. The first field is their content type.
    Bytes(String, Vec<u8>),
    /// A form, perhaps with files. The browser sets its content type.
    Form(FormData),
    /// A blob or a file, with its own content type.
    Blob(Blob),
}

impl Body {
    /// The text of a [`Body::Text`]. `None` for every other body.
    pub fn text(&self) -> Option<&str> {
        match self {
            Body::Text(_, text) => Some(text),
            _ => None,
        }
    }
}

//! The body of a request.

use wasm_bindgen::JsValue;

/// The body of a request. Every kind can be sent again in a retry.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// No body.
    Empty,
    /// A content type and a text.
    Text(&'static str, String),
    /// A content type and bytes.
    Bytes(String, Vec<u8>),
    /// A `FormData`, `Blob` or `File`. The browser sets its content type.
    Browser(JsValue),
}

impl Body {
    /// The text, if the body is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Body::Text(_, text) => Some(text),
            _ => None,
        }
    }
}

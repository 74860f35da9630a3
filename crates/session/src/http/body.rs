//! What a request carries.

use wasm_bindgen::JsValue;

/// The body of a request. Each kind can be sent again.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// None.
    Empty,
    /// A text, and its content type.
    Text(&'static str, String),
    /// Bytes, and their content type.
    Bytes(String, Vec<u8>),
    /// A `FormData`, `Blob` or `File`, whose content type the browser knows.
    Browser(JsValue),
}

impl Body {
    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Body::Text(_, text) => Some(text),
            _ => None,
        }
    }
}

//! The encoding of the messages between page and worker: postcard.

use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, throw_str};
use yew_agent::Codec;

/// Encodes messages with postcard. The error texts of JSON or bincode would add about 15 KB to the first load. The
/// errors of postcard are plain enum values without texts.
pub(super) struct Bytes;

impl Codec for Bytes {
    fn encode<I>(input: I) -> JsValue
    where
        I: Serialize,
    {
        match postcard::to_allocvec(&input) {
            Ok(bytes) => Uint8Array::from(bytes.as_slice()).into(),
            Err(_) => throw_str("the event bus could not write a message"),
        }
    }

    // If a message cannot be decoded, this method throws an exception, because the trait has no way to return an error.
    // The browser reports the exception, and only this message is lost. A panic would stop the whole app. The exception
    // skips the destructors of Rust values. This does no harm here, because yew-agent holds no borrow while it decodes.
    fn decode<O>(input: JsValue) -> O
    where
        O: for<'de> Deserialize<'de>,
    {
        let bytes = input.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec());
        match bytes.and_then(|bytes| postcard::from_bytes(&bytes).ok()) {
            Some(message) => message,
            None => throw_str("the event bus got a message that it can't read"),
        }
    }
}

//! How messages are written between page and worker: as the bytes of postcard.
//! It must not know which messages there are.

use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, throw_str};
use yew_agent::Codec;

/// A few bytes. Unlike JSON and bincode, postcard does not word its errors, which would cost a first load some 15 KB.
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

    // The trait leaves no way to refuse. An exception ends this one delivery and is reported; a panic would end the
    // app. yew-agent holds nothing borrowed while it decodes.
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

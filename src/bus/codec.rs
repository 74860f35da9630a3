//! How messages are written between page and worker: as JSON text, which the record in storage needs anyway.
//! It must not know which messages there are.

use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsValue, throw_str};
use yew_agent::Codec;

/// JSON text. Smaller than bincode, which nothing else here uses.
pub(super) struct Json;

impl Codec for Json {
    fn encode<I>(input: I) -> JsValue
    where
        I: Serialize,
    {
        match serde_json::to_string(&input) {
            Ok(text) => text.into(),
            Err(_) => throw_str("the event bus could not write a message"),
        }
    }

    // The trait leaves no way to refuse. An exception ends this one delivery and is reported; a panic would end the
    // app. yew-agent holds nothing borrowed while it decodes.
    fn decode<O>(input: JsValue) -> O
    where
        O: for<'de> Deserialize<'de>,
    {
        match input.as_string().and_then(|text| serde_json::from_str(&text).ok()) {
            Some(message) => message,
            None => throw_str("the event bus got a message that it can't read"),
        }
    }
}

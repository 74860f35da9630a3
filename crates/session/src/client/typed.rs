//! Calls that give a text or JSON.

use serde::de::DeserializeOwned;

use super::core::Client;
use super::environment::Environment;
use super::error::{Error, Transient};
use super::request::Request;

impl<E: Environment> Client<E> {
    /// Asks for a text, and gives it as the server sent it: what a text may be, the caller knows.
    ///
    /// # Errors
    /// Whatever keeps the caller from its text.
    pub async fn text(&self, request: Request) -> Result<String, Error> {
        Ok(self.call(&request).await?.body)
    }

    /// Asks for JSON of a known shape. An answer without a body (a 204, for example) counts as `null`: read it as `()` or
    /// as an `Option`.
    ///
    /// # Errors
    /// Whatever keeps the caller from it; any other shape is [`Transient::Garbled`].
    pub async fn json<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        let answer = self.call(&request).await?;
        let body = if answer.body.trim().is_empty() { "null" } else { &answer.body };
        serde_json::from_str(body).map_err(|_| Error::Transient(Transient::Garbled))
    }
}

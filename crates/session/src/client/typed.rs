//! Requests of a page, and what their responses are read as.

use serde::de::DeserializeOwned;

use super::core::Client;
use super::environment::Environment;
use super::request::Request;
use crate::error::{Error, Transient};
use crate::http::Response;
use crate::protocol::Protocol;

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Gives the response as text, as the server sent it.
    ///
    /// # Errors
    /// Whatever keeps the caller from it.
    pub async fn text(&self, request: Request) -> Result<String, Error> {
        Ok(self.response(request).await?.text().into_owned())
    }

    /// Gives the response as JSON of a known shape. A response without a body (a 204, for example) counts as `null`: read it
    /// as an `Option`, or ask with [`Client::done`].
    ///
    /// # Errors
    /// Whatever keeps the caller from it; any other shape is [`Transient::Garbled`].
    pub async fn json<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        self.response(request).await?.json().ok_or(Error::Transient(Transient::Garbled))
    }

    /// Gives the bytes of the response.
    ///
    /// # Errors
    /// Whatever keeps the caller from them.
    pub async fn bytes(&self, request: Request) -> Result<Vec<u8>, Error> {
        Ok(self.response(request).await?.into_bytes())
    }

    /// Makes sure that the server has done it: any 2xx counts, with or without a body.
    ///
    /// # Errors
    /// Whatever keeps the server from it.
    pub async fn done(&self, request: Request) -> Result<(), Error> {
        self.response(request).await.map(drop)
    }

    /// Gives the whole response, whose status is 2xx.
    ///
    /// # Errors
    /// Whatever keeps the caller from it.
    pub async fn response(&self, request: Request) -> Result<Response, Error> {
        self.call(&request).await
    }
}

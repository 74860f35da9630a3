//! Methods that make a call, one for each type of result.

use serde::de::DeserializeOwned;

use super::core::Client;
use super::environment::Environment;
use super::request::Request;
use crate::error::{Error, Transient};
use crate::http::Response;
use crate::protocol::Protocol;

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Makes a call and returns the body of its 2xx response as text.
    ///
    /// # Errors
    /// Any [`Error`] except [`Error::OtherUser`], [`Error::NoRefresh`] and [`Transient::Elsewhere`].
    pub async fn text(&self, request: Request) -> Result<String, Error> {
        Ok(self.response(request).await?.text().into_owned())
    }

    /// Makes a call and reads the body of its 2xx response as JSON. An empty body counts as `null`. If the response may
    /// have no body (a 204, for example), let `T` be an `Option`. If you do not need the body, use [`Client::done`].
    ///
    /// # Errors
    /// The errors of [`Client::text`]. Also [`Transient::Garbled`] if the body is not JSON, or does not have the shape
    /// of `T`.
    pub async fn json<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        self.response(request).await?.json().ok_or(Error::Transient(Transient::Garbled))
    }

    /// Makes a call and returns the body of its 2xx response as bytes.
    ///
    /// # Errors
    /// Like [`Client::text`].
    pub async fn bytes(&self, request: Request) -> Result<Vec<u8>, Error> {
        Ok(self.response(request).await?.into_bytes())
    }

    /// Makes a call and ignores the body of its response. Any 2xx counts as success.
    ///
    /// # Errors
    /// Like [`Client::text`].
    pub async fn done(&self, request: Request) -> Result<(), Error> {
        self.response(request).await.map(drop)
    }

    /// Makes a call and returns its response with status, headers and body. The status is always 2xx.
    ///
    /// # Errors
    /// Like [`Client::text`].
    pub async fn response(&self, request: Request) -> Result<Response, Error> {
        self.call(&request).await
    }
}

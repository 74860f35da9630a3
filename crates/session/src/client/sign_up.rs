//! Creating an account.

use super::core::Client;
use super::environment::Environment;
use super::error::{Error, Transient};
use super::request::Request;
use super::types::NewUser;
use super::{body, classify};
use crate::contract::path;

impl<E: Environment> Client<E> {
    /// Creates an account and gives the server's message. Neither needs a session nor starts one.
    ///
    /// # Errors
    /// [`Error::Rejected`] with the server's message, or one of our own where the server hides its reason.
    pub async fn sign_up(&self, new_user: &NewUser) -> Result<String, Error> {
        let answer = self.call_any(&Request::post(path::SIGN_UP).json(new_user).public()).await?;
        match answer.status {
            200..=299 if body::is_page(&answer) => Err(Error::Transient(Transient::Garbled)),
            200..=299 => Ok(body::message(&answer).unwrap_or_else(|| "You are registered.".to_owned())),
            401 | 403 => Err(Error::Rejected(body::message(&answer).unwrap_or_else(|| {
                "The server refused this without giving a reason. Check the fields and try again.".to_owned()
            }))),
            _ => Err(classify::refusal(&answer, false)),
        }
    }
}

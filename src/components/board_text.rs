//! What a board may say: a plain text of limited length.

use crate::session::Api;
use evergreen_session::{Error, Request, Transient};

/// The longest text of a board, in characters.
const LIMIT: usize = 20_000;

/// Asks the server for a board's text.
///
/// # Errors
/// Everything that [`Api::text`] fails with, and what [`checked`] refuses.
pub async fn board_text(api: &Api, request: Request) -> Result<String, Error> {
    checked(api.text(request).await?)
}

/// Refuses what no board says: a web page, which a proxy or a firewall may send in its place, or a text that is too long.
///
/// # Errors
/// [`Transient::Garbled`].
pub fn checked(text: String) -> Result<String, Error> {
    if text.trim_start().starts_with('<') || text.chars().nth(LIMIT).is_some() {
        return Err(Error::Transient(Transient::Garbled));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_within_the_limit_is_a_boards() {
        for text in ["", "User Content.", "1 < 2", &"é".repeat(LIMIT)] {
            assert_eq!(checked(text.to_owned()).as_deref(), Ok(text));
        }
        for text in ["<!DOCTYPE html>", "\n <p>Welcome to our hotel", &"é".repeat(LIMIT + 1)] {
            assert_eq!(checked(text.to_owned()), Err(Error::Transient(Transient::Garbled)));
        }
    }
}

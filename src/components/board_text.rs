//! Requests the text of a board, and checks that the response can be such a text.

use crate::session::Api;
use evergreen_session::{Error, Request, Transient};

/// The maximum length of a board's text, in characters.
const LIMIT: usize = 20_000;

/// Sends `request`, and returns the text of the response after [`checked`] has accepted this text.
///
/// # Errors
/// The errors of [`Api::text`] and of [`checked`].
pub async fn board_text(api: &Api, request: Request) -> Result<String, Error> {
    checked(api.text(request).await?)
}

/// Returns the text unchanged if it can be the text of a board.
///
/// # Errors
/// [`Transient::Garbled`] if the text is too long, or if it begins with `<` after white space is removed. A text that
/// begins with `<` is probably a web page. A proxy or a firewall may send such a page instead of the server's response.
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

//! Identifiers of token families.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Returns a new identifier: 128 random bits as base64url. It contains neither `.` nor `|`, because these characters
/// separate the parts of a refresh token.
///
/// # Errors
/// The operating system gives no random bytes.
pub(crate) fn new_family_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

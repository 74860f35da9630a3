//! Identifiers of token families.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Returns a new identifier: 128 random bits as base64url. It contains neither `.` nor `|`. A refresh token uses `.` to
/// separate its parts, and `|` separates the parts of the text for its MAC.
///
/// # Errors
/// The operating system gives no random bytes.
pub(crate) fn new_family_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

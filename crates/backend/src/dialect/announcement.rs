//! The optional fields of the contract with which a server announces when tokens and sessions end.

use serde::Serialize;

/// The fields of the responses to sign-in and refresh, in seconds. A field with `None` is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Announcement {
    /// How long the access token is valid.
    #[serde(rename = "expiresIn", skip_serializing_if = "Option::is_none")]
    pub(super) expires_in: Option<u64>,
    /// After which time the session ends, however often it is refreshed.
    #[serde(rename = "sessionExpiresIn", skip_serializing_if = "Option::is_none")]
    pub(super) session_expires_in: Option<u64>,
}

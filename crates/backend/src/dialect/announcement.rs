//! The optional fields of the contract with which a server announces when tokens and sessions end, and what it offers.

use serde::Serialize;

use crate::Offer;

/// The fields of the responses to sign-in and refresh; the times are in seconds. A field is left out if it is `None` or
/// an empty list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Announcement<'a> {
    /// How long the access token is valid.
    #[serde(rename = "expiresIn", skip_serializing_if = "Option::is_none")]
    pub(super) expires_in: Option<u64>,
    /// The time until the session ends if nothing renews it.
    #[serde(rename = "idleExpiresIn", skip_serializing_if = "Option::is_none")]
    pub(super) idle_expires_in: Option<u64>,
    /// The longest time that the session can still last. A refresh cannot extend the session beyond this time.
    #[serde(rename = "sessionExpiresIn", skip_serializing_if = "Option::is_none")]
    pub(super) session_expires_in: Option<u64>,
    /// The optional parts of the contract that the server offers.
    #[serde(skip_serializing_if = "<[Offer]>::is_empty")]
    pub(super) offers: &'a [Offer],
}

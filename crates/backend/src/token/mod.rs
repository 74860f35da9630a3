//! Access tokens, refresh tokens, and the keys that sign both. This module checks signatures, and whether an access
//! token has expired. It does not know whether a token was revoked or whether a refresh token has expired, because both
//! are in the database (`store`).

mod access;
mod family_id;
mod hs256;
mod key;
mod keys;
mod refresh;

pub(crate) use access::AccessTokens;
pub(crate) use family_id::new_family_id;
pub(crate) use key::Key;
pub(crate) use keys::Keys;
pub(crate) use refresh::RefreshTokens;

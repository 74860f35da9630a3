//! Access tokens: JWTs (RFC 7519) that contain the user's id and, in the own dialect, the token family. To authenticate
//! a request, a valid access token is not enough: the dialects also look up the user in the database. The own dialect
//! also looks up the family.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use super::{Key, Keys, hs256};
use crate::store::User;

/// The claims of an access token. A token contains neither name nor roles, because the server reads them from the
/// database when it authenticates a request.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// The user's id.
    pub(crate) sub: i64,
    /// The identifier of the token family. It is empty in the dialects of the two real servers, because these dialects
    /// do not look up the family of an access token.
    pub(crate) family: String,
    /// The mark of the profile that the client knows ([`AccessTokens::mark`]): it got this profile together with the
    /// token. It is empty in the dialects of the two real servers, and in tokens of older versions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) known: String,
    /// When the token was issued, in seconds since 1970.
    pub(crate) iat: u64,
    /// When the token expires, in seconds since 1970.
    pub(crate) exp: u64,
    /// The number of calls of [`AccessTokens::expire_all`] between the start of the server and the issue of the token.
    #[serde(default, rename = "gen", skip_serializing_if = "is_zero")]
    generation: u64,
}

fn is_zero(generation: &u64) -> bool {
    *generation == 0
}

/// Issues and verifies access tokens.
pub(crate) struct AccessTokens {
    signing: EncodingKey,
    verifying: Vec<DecodingKey>,
    validation: Validation,
    /// The key of the marks. Without a key, somebody who has a token could try names and roles.
    marks: Key,
    lifetime: u64,
    generation: AtomicU64,
}

impl AccessTokens {
    /// Creates the issuer of access tokens. They are signed with a key derived from the current key, and they expire
    /// after `lifetime` seconds.
    pub(crate) fn new(keys: &Keys, lifetime: u64) -> Self {
        hs256::install();
        let marks = keys.current().derive("profile mark");
        let keys = keys.derive("access token");
        // Only HS256 is accepted, whatever algorithm the header of the token names. The library does not check the
        // expiry time, because this server has its own clock and because a sign-out accepts expired tokens.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        Self {
            signing: EncodingKey::from_secret(keys.current().bytes()),
            verifying: keys.accepted().map(|key| DecodingKey::from_secret(key.bytes())).collect(),
            validation,
            marks,
            lifetime,
            generation: AtomicU64::new(0),
        }
    }

    /// Returns the longest lifetime of a token, in seconds.
    pub(crate) fn lifetime(&self) -> u64 {
        self.lifetime
    }

    /// Returns the mark of a user's profile: a short text that changes when the profile changes. After a change of the
    /// server's key, all marks are other ones.
    pub(crate) fn mark(&self, user: &User) -> String {
        URL_SAFE_NO_PAD.encode(&self.marks.mac(user.profile_text().as_bytes())[..9])
    }

    /// Returns a new token for this user and for a token family. The token expires after [`lifetime`](Self::lifetime),
    /// or at `session_end`, the end of its session, if that is earlier. `now` and `session_end` are in milliseconds
    /// since 1970.
    pub(crate) fn issue(&self, user: &User, family: &str, now: u64, session_end: u64) -> String {
        let iat = now / 1000;
        let claims = Claims {
            sub: user.id,
            family: family.to_owned(),
            known: if family.is_empty() { String::new() } else { self.mark(user) },
            iat,
            exp: iat.saturating_add(self.lifetime).min(session_end / 1000),
            generation: self.generation.load(Ordering::SeqCst),
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.signing)
            .unwrap_or_else(|_| unreachable!("these claims are JSON and the key is an HMAC key"))
    }

    /// Returns the claims of a token with a valid signature, even if the token has expired. `None` for any other text.
    pub(crate) fn verify_signature(&self, token: &str) -> Option<Claims> {
        let decoded = |key| decode::<Claims>(token, key, &self.validation).ok();
        self.verifying.iter().find_map(decoded).map(|token| token.claims)
    }

    /// Returns the claims of a valid token, and `None` for any other text. A token is valid if its signature is valid,
    /// if its generation is the current one, and if it has not expired at `now` (in milliseconds since 1970).
    pub(crate) fn verify(&self, token: &str, now: u64) -> Option<Claims> {
        self.verify_signature(token)
            .filter(|claims| now / 1000 < claims.exp && claims.generation >= self.generation.load(Ordering::SeqCst))
    }

    /// Starts a new generation of tokens. From then on, [`verify`](Self::verify) treats every token of an older
    /// generation as expired. The time in `iat` could not replace the generation: `iat` is in seconds, so an old token
    /// and a new token may have the same `iat`. The server does not store the number of the generation. So after a
    /// restart with the same key, the server accepts the older tokens again until their `exp`.
    pub(crate) fn expire_all(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
    }
}

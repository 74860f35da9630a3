//! Access tokens: JWTs (RFC 7519) that name a user and the family they belong to.
//! It must not know whether the family still stands; that is asked of the store at every use.

use std::sync::atomic::{AtomicU64, Ordering};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use super::{Key, hs256};

/// What an access token says. No name, no role: those are read afresh at every use.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// The user's number.
    pub(crate) sub: i64,
    /// The family of refresh tokens it was issued with; empty where a server has none.
    pub(crate) family: String,
    /// When it was issued, seconds since 1970.
    pub(crate) iat: u64,
    /// When it ends, seconds since 1970.
    pub(crate) exp: u64,
    /// How often a test had let every access token expire before this one was issued.
    #[serde(default, rename = "gen", skip_serializing_if = "is_zero")]
    generation: u64,
}

fn is_zero(generation: &u64) -> bool {
    *generation == 0
}

/// Makes and reads access tokens.
pub(crate) struct Access {
    signing: EncodingKey,
    verifying: DecodingKey,
    validation: Validation,
    lifetime: u64,
    generation: AtomicU64,
}

impl Access {
    /// Tokens of this key that live for `lifetime` seconds.
    pub(crate) fn new(key: &Key, lifetime: u64) -> Self {
        hs256::install();
        let key = key.purpose("access token");
        // The algorithm is pinned, never taken from the token. The time is compared here, with the server's own
        // clock, because an expired token still says whom to sign out.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        Self {
            signing: EncodingKey::from_secret(key.bytes()),
            verifying: DecodingKey::from_secret(key.bytes()),
            validation,
            lifetime,
            generation: AtomicU64::new(0),
        }
    }

    /// How long a token lives, in seconds.
    pub(crate) fn lifetime(&self) -> u64 {
        self.lifetime
    }

    /// A token for a user and a family, issued at `now` (milliseconds).
    pub(crate) fn issue(&self, user: i64, family: &str, now: u64) -> String {
        let iat = now / 1000;
        let claims = Claims {
            sub: user,
            family: family.to_owned(),
            iat,
            exp: iat.saturating_add(self.lifetime),
            generation: self.generation.load(Ordering::SeqCst),
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.signing)
            .unwrap_or_else(|_| unreachable!("these claims are JSON and the key is an HMAC key"))
    }

    /// The claims of a token that this server made, be it expired or not.
    pub(crate) fn read(&self, token: &str) -> Option<Claims> {
        decode::<Claims>(token, &self.verifying, &self.validation).ok().map(|token| token.claims)
    }

    /// The claims of a token that is good at `now` (milliseconds).
    pub(crate) fn valid(&self, token: &str, now: u64) -> Option<Claims> {
        self.read(token)
            .filter(|claims| now / 1000 < claims.exp && claims.generation >= self.generation.load(Ordering::SeqCst))
    }

    /// From now on every token issued so far counts as expired. Seconds are too coarse for that: the next token may
    /// be issued within the same one.
    pub(crate) fn expire_all(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
    }
}

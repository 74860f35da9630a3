//! The secret that signs tokens: where it comes from, and the sub-keys made of it.
//! It must not know what a token looks like.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{Error, private_file};

/// The bytes of a key and of a MAC: HMAC-SHA-256 wants no fewer (RFC 2104, section 3) and gives no more.
pub(crate) const LENGTH: usize = 32;

/// A secret for HMAC-SHA-256. It prints as nothing.
#[derive(Clone)]
pub(crate) struct Key([u8; LENGTH]);

impl Key {
    /// A key that this process alone knows, and forgets.
    pub(crate) fn random() -> Result<Self, Error> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The key kept in a file, which is made on the first run, readable by its owner only.
    pub(crate) fn from_file(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Key { path: path.to_owned(), source };
        match private_file::create(path) {
            Ok(mut file) => {
                let key = Self::random()?;
                file.write_all(&key.0).and_then(|()| file.sync_all()).map_err(failed)?;
                Ok(key)
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let mut bytes = [0; LENGTH];
                let mut file = File::open(path).map_err(failed)?;
                match file.read_exact(&mut bytes) {
                    Ok(()) => Ok(Self(bytes)),
                    Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                        Err(Error::ShortKey { path: path.to_owned() })
                    }
                    Err(error) => Err(failed(error)),
                }
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// A key for one purpose, so that a MAC made for one is worth nothing for another.
    pub(crate) fn purpose(&self, name: &str) -> Self {
        Self(self.mac(name.as_bytes()))
    }

    /// The MAC of a message.
    pub(crate) fn mac(&self, message: &[u8]) -> [u8; LENGTH] {
        self.keyed(message).finalize().into_bytes().into()
    }

    /// Whether this is the MAC of the message, compared in constant time.
    pub(crate) fn verifies(&self, message: &[u8], mac: &[u8]) -> bool {
        self.keyed(message).verify_slice(mac).is_ok()
    }

    /// The secret itself, for the library that makes access tokens.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn keyed(&self, message: &[u8]) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(message);
        mac
    }
}

//! The secret key that signs tokens. This module creates it, loads it from its file, and derives other keys from it.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::Error;
use crate::private_file::{self, Exposure};

/// The length of a key and of a MAC, in bytes: the output length of HMAC-SHA-256. RFC 2104 (section 3) advises against
/// shorter keys.
const LENGTH: usize = 32;

/// A secret key for HMAC-SHA-256. This type does not implement `Debug`, so that a key is never logged.
pub(crate) struct Key([u8; LENGTH]);

impl Key {
    /// Creates a new random key.
    ///
    /// # Errors
    /// The operating system gives no random bytes.
    pub(crate) fn random() -> Result<Self, Error> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Loads the key from a file. If the file does not exist, creates it with a new random key. On Unix only the owner
    /// of the new file may read it.
    ///
    /// # Errors
    /// The errors of [`load`](Self::load). There is also an error if the file cannot be created, or if the operating
    /// system gives no random bytes.
    pub(crate) fn load_or_create(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Key { path: path.to_owned(), source };
        if path.exists() {
            return Self::load(path);
        }
        let key = Self::random()?;
        match private_file::create_whole(path, &key.0) {
            Ok(()) => Ok(key),
            // Another server has created the file in the meantime.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Self::load(path),
            Err(error) => Err(failed(error)),
        }
    }

    /// Loads the key from a file.
    ///
    /// # Errors
    /// The file cannot be read, belongs to another user, gives others access, or is not a file of 32 bytes.
    pub(crate) fn load(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Key { path: path.to_owned(), source };
        // This check comes before `open`, which would wait for a writer if the path is a named pipe.
        let metadata = std::fs::metadata(path).map_err(failed)?;
        if !metadata.is_file() || metadata.len() != LENGTH as u64 {
            return Err(Error::KeyLength { path: path.to_owned() });
        }
        let mut file = File::open(path).map_err(failed)?;
        match private_file::exposure(&file.metadata().map_err(failed)?) {
            None => {}
            Some(Exposure::Owner) => return Err(Error::KeyOwner { path: path.to_owned() }),
            Some(Exposure::Mode(mode)) => return Err(Error::KeyMode { path: path.to_owned(), mode }),
        }
        let mut bytes = [0; LENGTH];
        match file.read_exact(&mut bytes) {
            Ok(()) => Ok(Self(bytes)),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(Error::KeyLength { path: path.to_owned() }),
            Err(error) => Err(failed(error)),
        }
    }

    /// Returns another key, derived from this key for one purpose. Each purpose has a different key, so a MAC for one
    /// purpose is not valid for another purpose.
    pub(crate) fn derive(&self, purpose: &str) -> Self {
        Self(self.mac(purpose.as_bytes()))
    }

    /// Returns the MAC of a message.
    pub(crate) fn mac(&self, message: &[u8]) -> [u8; LENGTH] {
        self.hmac(message).finalize().into_bytes().into()
    }

    /// Returns whether `mac` is the MAC of the message. The comparison takes constant time.
    pub(crate) fn verify(&self, message: &[u8], mac: &[u8]) -> bool {
        self.hmac(message).verify_slice(mac).is_ok()
    }

    /// Returns the bytes of the key, for the JWT library.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn hmac(&self, message: &[u8]) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(message);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_that_start_at_the_same_time_create_one_key() {
        let folder = tempfile::tempdir().expect("a folder");
        for round in 0..100 {
            let path = folder.path().join(format!("{round}.key"));
            let keys = std::thread::scope(|scope| {
                let servers: Vec<_> = (0..4).map(|_| scope.spawn(|| Key::load_or_create(&path))).collect();
                servers.into_iter().map(|server| server.join().expect("no panic").expect("a key")).collect::<Vec<_>>()
            });
            assert!(keys.iter().all(|key| key.0 == keys[0].0), "round {round}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 100, "no other file stays");
    }
}

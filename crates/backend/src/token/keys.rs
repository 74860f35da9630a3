//! The keys of a server: the one that signs, and an older one whose signatures are still accepted. With two keys, an
//! operator can replace a key without ending any session.

use std::path::Path;

use super::Key;
use crate::Error;

/// The keys of a server, or the keys derived from them for one purpose.
pub(crate) struct Keys {
    current: Key,
    old: Option<Key>,
}

impl Keys {
    /// Loads the current key from the file `current`, and creates this file if it does not exist. If `current` is
    /// `None`, the current key is random and is not stored. Loads the old key from the file `old`, if a path is given.
    ///
    /// # Errors
    /// Those of [`Key::load_or_create`] and [`Key::load`].
    pub(crate) fn load(current: Option<&Path>, old: Option<&Path>) -> Result<Self, Error> {
        let old = old.map(Key::load).transpose()?;
        let current = current.map_or_else(Key::random, Key::load_or_create)?;
        Ok(Self { current, old })
    }

    /// Returns other keys, derived from these keys for one purpose; see [`Key::derive`].
    pub(crate) fn derive(&self, purpose: &str) -> Self {
        Self { current: self.current.derive(purpose), old: self.old.as_ref().map(|old| old.derive(purpose)) }
    }

    /// Returns the key that signs.
    pub(crate) fn current(&self) -> &Key {
        &self.current
    }

    /// Returns the keys whose signatures are accepted, the current one first.
    pub(crate) fn accepted(&self) -> impl Iterator<Item = &Key> {
        [&self.current].into_iter().chain(&self.old)
    }

    /// Returns whether the current key or the old key computes `mac` as the MAC of `message`.
    pub(crate) fn verify(&self, message: &[u8], mac: &[u8]) -> bool {
        self.accepted().any(|key| key.verify(message, mac))
    }
}

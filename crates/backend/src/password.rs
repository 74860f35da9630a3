//! Hashes and verifies passwords with Argon2id, in blocking threads and only a few at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::{Argon2Cost, Error};

/// Hashes and verifies passwords. Each run of Argon2 needs much memory ([`Argon2Cost::memory`]), so at most as many
/// runs happen at the same time as the machine has processors. The maximum number of connections also limits the number
/// of waiting runs.
pub(crate) struct Passwords {
    hasher: Hasher,
    permits: Arc<Semaphore>,
    /// The hash of a random password, which is verified if the user does not exist.
    dummy_hash: String,
}

/// Argon2id with one cost, and how often it ran.
#[derive(Clone)]
struct Hasher {
    argon2: Argon2<'static>,
    runs: Arc<AtomicUsize>,
}

/// Hashing or verifying failed. The cause was logged.
#[derive(Debug)]
pub(crate) struct HashError;

impl Passwords {
    /// Uses Argon2id with this cost.
    ///
    /// # Errors
    /// Argon2 does not accept the cost, or the operating system gives no random bytes.
    pub(crate) fn new(cost: Argon2Cost) -> Result<Self, Error> {
        let params = Params::new(cost.memory, cost.passes, cost.lanes, None).map_err(Error::Argon2)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hasher = Hasher { argon2, runs: Arc::default() };
        let mut random = [0; 32];
        getrandom::fill(&mut random)?;
        let dummy_hash = hasher.hash(&random).map_err(|HashError| Error::Password)?;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { hasher, permits: Arc::new(Semaphore::new(processors)), dummy_hash })
    }

    /// Returns the hash of a password as a PHC string, which includes salt and cost.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, HashError> {
        let (hasher, password) = (self.hasher.clone(), password.to_owned());
        self.run(move || hasher.hash(password.as_bytes())).await?
    }

    /// Returns whether the password matches the hash. Without a hash (the user does not exist) it does the same work
    /// and returns `false`, so that the response time does not reveal which users exist.
    pub(crate) async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, HashError> {
        let user_exists = hash.is_some();
        let (hasher, password) = (self.hasher.clone(), password.to_owned());
        let hash = hash.unwrap_or(&self.dummy_hash).to_owned();
        let matches = self.run(move || hasher.verify(password.as_bytes(), &hash)).await??;
        Ok(matches && user_exists)
    }

    /// Returns how often Argon2 ran so far.
    pub(crate) fn runs(&self) -> usize {
        self.hasher.runs.load(Ordering::SeqCst)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashError> {
        let permit = self.permits.clone().acquire_owned().await;
        let permit = permit.map_err(|_| HashError)?;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(|error| {
            tracing::error!(%error, "the thread that hashed a password panicked");
            HashError
        })
    }
}

impl Hasher {
    fn hash(&self, password: &[u8]) -> Result<String, HashError> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        self.argon2.hash_password(password).map(|hash: PasswordHash| hash.to_string()).map_err(|error| {
            tracing::error!(%error, "cannot hash a password");
            HashError
        })
    }

    fn verify(&self, password: &[u8], hash: &str) -> Result<bool, HashError> {
        let hash = PasswordHash::new(hash).map_err(|error| {
            tracing::error!(%error, "cannot parse a stored password hash");
            HashError
        })?;
        self.runs.fetch_add(1, Ordering::SeqCst);
        Ok(self.argon2.verify_password(password, &hash).is_ok())
    }
}

//! Hashes and verifies the passwords of requests with Argon2id. This happens in blocking threads, and the number of
//! simultaneous runs is limited.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::Error;

/// The cost of hashing one password with Argon2id (RFC 9106, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    /// The memory in KiB; at least 8 for each lane.
    pub memory: u32,
    /// The number of passes over the memory; at least 1.
    pub passes: u32,
    /// The number of lanes, which can be computed in parallel; at least 1.
    pub lanes: u32,
}

impl Default for Argon2Cost {
    /// 19 MiB, 2 passes and 1 lane: the minimum that OWASP's Password Storage Cheat Sheet recommends.
    fn default() -> Self {
        Self { memory: 19 * 1024, passes: 2, lanes: 1 }
    }
}

/// Hashes and verifies passwords. Each run of Argon2 needs much memory ([`Argon2Cost::memory`]). So the number of
/// simultaneous runs is at most the number of processors; further runs wait.
pub(crate) struct Passwords {
    hasher: Hasher,
    permits: Arc<Semaphore>,
    /// The number of simultaneous runs that are allowed.
    processors: usize,
    /// The number of requests that wait for a run.
    waiting: AtomicUsize,
    /// The hash of a random password. If a user does not exist, the password in the request is verified with this hash.
    dummy_hash: String,
}

/// Argon2id with one cost, and the number of its runs.
#[derive(Clone)]
struct Hasher {
    argon2: Argon2<'static>,
    runs: Arc<AtomicUsize>,
}

/// Hashing or verifying failed. The cause was logged.
#[derive(Debug)]
pub(crate) struct HashError;

impl Passwords {
    /// Prepares Argon2id with this cost, and hashes a random password for users who do not exist.
    ///
    /// # Errors
    /// Argon2 does not accept the cost or cannot hash the random password, or the operating system gives no random
    /// bytes.
    pub(crate) fn new(cost: Argon2Cost) -> Result<Self, Error> {
        let params = Params::new(cost.memory, cost.passes, cost.lanes, None).map_err(Error::Argon2)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hasher = Hasher { argon2, runs: Arc::default() };
        let mut random = [0; 32];
        getrandom::fill(&mut random)?;
        let dummy_hash = hasher.hash(&random).map_err(|HashError| Error::Password)?;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let permits = Arc::new(Semaphore::new(processors));
        Ok(Self { hasher, permits, processors, waiting: AtomicUsize::new(0), dummy_hash })
    }

    /// Returns the hash of a password as a PHC string, which includes the salt and the cost.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, HashError> {
        let (hasher, password) = (self.hasher.clone(), password.to_owned());
        self.run(move || hasher.hash(password.as_bytes())).await?
    }

    /// Returns whether the password matches the hash. `None` means that the user does not exist: then the function does
    /// the same work and returns `false`. So the response time does not reveal which users exist.
    pub(crate) async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, HashError> {
        let user_exists = hash.is_some();
        let (hasher, password) = (self.hasher.clone(), password.to_owned());
        let hash = hash.unwrap_or(&self.dummy_hash).to_owned();
        let matches = self.run(move || hasher.verify(password.as_bytes(), &hash)).await??;
        Ok(matches && user_exists)
    }

    /// Returns how often Argon2 ran so far, for hashing and for verifying.
    pub(crate) fn runs(&self) -> usize {
        self.hasher.runs.load(Ordering::SeqCst)
    }

    /// Returns how many requests wait for a run of Argon2, and how many runs there are at the moment.
    pub(crate) fn load(&self) -> (usize, usize) {
        let running = self.processors.saturating_sub(self.permits.available_permits());
        (self.waiting.load(Ordering::SeqCst), running)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashError> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let permit = self.permits.clone().acquire_owned().await;
        self.waiting.fetch_sub(1, Ordering::SeqCst);
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

//! Hashing and checking passwords with Argon2id, off the runtime's threads and a few at a time.
//! It must not know whose password it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::{Argon2Cost, Error};

/// Hashing, a few at a time: each run takes [`Argon2Cost::memory`], so only as many run at once as there are
/// processors; how many may wait is bounded by the number of connections.
pub(crate) struct Passwords {
    hasher: Hasher,
    running: Arc<Semaphore>,
    /// The hash of a password that nobody has, checked where there is no user.
    nobody: String,
}

/// Argon2id of one cost, and how often it ran.
#[derive(Clone)]
struct Hasher {
    argon2: Argon2<'static>,
    runs: Arc<AtomicUsize>,
}

/// Hashing failed; the cause is in the log.
#[derive(Debug)]
pub(crate) struct Failed;

impl Passwords {
    /// A hasher of this cost.
    pub(crate) fn new(cost: Argon2Cost) -> Result<Self, Error> {
        let params = Params::new(cost.memory, cost.passes, cost.lanes, None).map_err(Error::Argon2)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hasher = Hasher { argon2, runs: Arc::default() };
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)?;
        let nobody = hasher.hash(&secret).map_err(|Failed| Error::Password)?;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { hasher, running: Arc::new(Semaphore::new(processors)), nobody })
    }

    /// The hash of a password, with its salt and cost, as a PHC string.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, Failed> {
        let (hasher, password) = (self.hasher.clone(), password.to_owned());
        self.run(move || hasher.hash(password.as_bytes())).await?
    }

    /// Whether the password is the one that was hashed. Without a hash (no such user) it costs the same and is
    /// always false, so that the time of an answer does not tell who has an account.
    pub(crate) async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Failed> {
        let known = hash.is_some();
        let (hasher, password) = (self.hasher.clone(), password.to_owned());
        let hash = hash.unwrap_or(&self.nobody).to_owned();
        let matches = self.run(move || hasher.verify(password.as_bytes(), &hash)).await??;
        Ok(matches && known)
    }

    /// How often Argon2 ran so far.
    pub(crate) fn runs(&self) -> usize {
        self.hasher.runs.load(Ordering::SeqCst)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failed> {
        let permit = self.running.clone().acquire_owned().await;
        let permit = permit.map_err(|_| Failed)?;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(|error| {
            tracing::error!(%error, "hashing a password did not finish");
            Failed
        })
    }
}

impl Hasher {
    fn hash(&self, password: &[u8]) -> Result<String, Failed> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        self.argon2.hash_password(password).map(|hash: PasswordHash| hash.to_string()).map_err(|error| {
            tracing::error!(%error, "a password cannot be hashed");
            Failed
        })
    }

    fn verify(&self, password: &[u8], hash: &str) -> Result<bool, Failed> {
        let hash = PasswordHash::new(hash).map_err(|error| {
            tracing::error!(%error, "a stored password hash cannot be read");
            Failed
        })?;
        self.runs.fetch_add(1, Ordering::SeqCst);
        Ok(self.argon2.verify_password(password, &hash).is_ok())
    }
}

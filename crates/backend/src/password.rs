//! Hashes and verifies the passwords of requests with Argon2id. This happens in blocking threads. The number of
//! simultaneous runs is limited, and so is the number of requests that wait.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Error;
use crate::admission::{Admission, Full};
use crate::argon2_memory::Argon2Memory;
use crate::client::{Client, ClientLeft};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, Version};

/// The cost of hashing one password with Argon2id (RFC 9106, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    /// The memory in KiB; at least 8 times the number of [`lanes`](Self::lanes).
    pub memory: u32,
    /// The number of passes over the memory; at least 1.
    pub passes: u32,
    /// The number of lanes; at least 1. A lane is a part of the memory. All lanes can be computed in parallel.
    pub lanes: u32,
}

impl Default for Argon2Cost {
    /// 19 MiB, 2 passes and 1 lane: the minimum that OWASP's Password Storage Cheat Sheet recommends.
    fn default() -> Self {
        Self { memory: 19 * 1024, passes: 2, lanes: 1 }
    }
}

/// Hashes and verifies passwords. Each run of Argon2 needs much memory ([`Argon2Cost::memory`]). So the number of
/// simultaneous runs is at most the number of processors; further requests wait ([`Admission`]). A request whose client
/// has closed the connection stops waiting.
pub(crate) struct Passwords {
    hasher: Hasher,
    admission: Arc<Admission>,
    /// The hash of a random password. If a user does not exist, the password in the request is verified with this hash.
    dummy_hash: String,
}

/// Runs Argon2id. `argon2` contains the cost of new hashes. `runs` counts the runs of all clones of this value.
#[derive(Clone)]
struct Hasher {
    argon2: Argon2<'static>,
    memory: Arc<Argon2Memory>,
    runs: Arc<AtomicUsize>,
}

/// The password matches the hash.
#[derive(Debug)]
pub(crate) struct Match {
    /// The hash that replaces the old one; `None` if the old one has the current algorithm and cost.
    pub(crate) new_hash: Option<String>,
}

/// Why a password was not hashed or verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HashError {
    /// Argon2 failed. The cause was logged.
    Failed,
    /// Too many requests are waiting.
    Busy,
    /// The client has closed the connection while the request was waiting.
    ClientLeft,
}

impl Passwords {
    /// Prepares Argon2id with this cost, and hashes a random password for users who do not exist.
    ///
    /// # Errors
    /// Argon2 does not accept the cost or cannot hash the random password, or the operating system gives no random
    /// bytes.
    pub(crate) fn new(cost: Argon2Cost) -> Result<Self, Error> {
        let params = Params::new(cost.memory, cost.passes, cost.lanes, None).map_err(Error::Argon2)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hasher = Hasher { argon2, memory: Arc::default(), runs: Arc::default() };
        let mut random = [0; 32];
        getrandom::fill(&mut random)?;
        let dummy_hash = hasher.hash(&random).map_err(|_| Error::Password)?;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { hasher, admission: Admission::new(processors), dummy_hash })
    }

    /// Returns the hash of a password as a PHC string, which includes the salt and the cost. `client` sent the
    /// password.
    pub(crate) async fn hash(&self, client: &Client, password: &str) -> Result<String, HashError> {
        let (hasher, password) = (self.hasher.clone(), password.to_owned());
        self.run(client, move || hasher.hash(password.as_bytes())).await?
    }

    /// Checks whether the password of a client matches the hash. Returns `None` if it does not. A `hash` of `None`
    /// means that the user does not exist: then the function does the same work and returns `None`. So the response
    /// time does not reveal which users exist.
    pub(crate) async fn verify(
        &self,
        client: &Client,
        password: &str,
        hash: Option<&str>,
    ) -> Result<Option<Match>, HashError> {
        let user_exists = hash.is_some();
        let (hasher, password) = (self.hasher.clone(), password.to_owned());
        let hash = hash.unwrap_or(&self.dummy_hash).to_owned();
        let matches = self.run(client, move || hasher.verify(password.as_bytes(), &hash)).await??;
        Ok(matches.filter(|_| user_exists))
    }

    /// Returns how often Argon2 ran so far, for hashing and for verifying.
    pub(crate) fn runs(&self) -> usize {
        self.hasher.runs.load(Ordering::SeqCst)
    }

    /// Returns how many requests wait for a run of Argon2, and how many runs there are at the moment.
    pub(crate) fn load(&self) -> (usize, usize) {
        self.admission.load()
    }

    /// Runs `work` in a blocking thread when it is the client's turn.
    async fn run<T: Send + 'static>(
        &self,
        client: &Client,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashError> {
        let permit = client.while_connected(self.admission.enter(client.site())).await;
        let permit = permit.map_err(|ClientLeft| HashError::ClientLeft)?.map_err(|Full| HashError::Busy)?;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(|error| {
            tracing::error!(%error, "the thread that hashed a password panicked");
            HashError::Failed
        })
    }
}

impl Hasher {
    fn hash(&self, password: &[u8]) -> Result<String, HashError> {
        let hash = || {
            let mut salt = [0; Salt::RECOMMENDED_LENGTH];
            getrandom::fill(&mut salt).map_err(|error| error.to_string())?;
            let output = self.run(&self.argon2, password, &salt, Params::DEFAULT_OUTPUT_LEN)?;
            let params = ParamsString::try_from(self.argon2.params()).map_err(|error| error.to_string())?;
            Ok(PasswordHash {
                algorithm: Algorithm::Argon2id.ident(),
                version: Some(Version::V0x13.into()),
                params,
                salt: Some(Salt::new(&salt).map_err(|error| error.to_string())?),
                hash: Some(output),
            })
        };
        hash().map(|hash| hash.to_string()).map_err(|error: String| {
            tracing::error!(%error, "cannot hash a password");
            HashError::Failed
        })
    }

    fn verify(&self, password: &[u8], hash: &str) -> Result<Option<Match>, HashError> {
        let hash = PasswordHash::new(hash).map_err(|error| error.to_string());
        let matches = hash.and_then(|hash| Ok((self.matches(password, &hash)?, hash)));
        let (matches, hash) = matches.map_err(|error| {
            tracing::error!(%error, "cannot use a stored password hash");
            HashError::Failed
        })?;
        if !matches {
            return Ok(None);
        }
        // If the stored hash has an old algorithm or an old cost, hash the password again. If this fails,
        // `self.hash` logs the error, and the stored hash is not replaced.
        let new_hash = if self.is_current(&hash) { None } else { self.hash(password).ok() };
        Ok(Some(Match { new_hash }))
    }

    /// Returns whether `hash` is a hash of the password. Its algorithm and its cost may differ from the current ones.
    fn matches(&self, password: &[u8], hash: &PasswordHash) -> Result<bool, String> {
        let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else {
            return Err("the salt or the hash is missing".to_owned());
        };
        let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(|error| error.to_string())?;
        let version = hash.version.map(Version::try_from).transpose().map_err(|error| error.to_string())?;
        let params = Params::try_from(hash).map_err(|error| error.to_string())?;
        let argon2 = Argon2::new(algorithm, version.unwrap_or_default(), params);
        // The comparison of two `Output`s takes the same time for all values.
        Ok(self.run(&argon2, password, salt, expected.len())? == *expected)
    }

    /// Runs Argon2. `length` is the number of bytes of the result.
    fn run(&self, argon2: &Argon2<'_>, password: &[u8], salt: &[u8], length: usize) -> Result<Output, String> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        let mut buffer = [0; Output::MAX_LENGTH];
        let output = buffer.get_mut(..length).ok_or("the hash is too long")?;
        self.memory
            .with(argon2.params().block_count(), |blocks| {
                argon2.hash_password_into_with_memory(password, salt, output, blocks)
            })
            .map_err(|error| error.to_string())?;
        Output::new(output).map_err(|error| error.to_string())
    }

    /// Returns whether a new hash would have the same algorithm and the same cost.
    fn is_current(&self, hash: &PasswordHash) -> bool {
        let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        hash.algorithm == Algorithm::Argon2id.ident()
            && hash.version == Some(Version::V0x13.into())
            && Params::try_from(hash).is_ok_and(|params| cost(&params) == cost(self.argon2.params()))
    }
}

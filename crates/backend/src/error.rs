//! Why a server could not start.
//! It must not know of requests: what those are answered is the dialects' business.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a server could not start. The message is meant for the person at the command line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database cannot be opened, made or written.
    #[error("cannot use the database")]
    Database(#[from] sqlx::Error),
    /// The key file cannot be read or made.
    #[error("cannot use the key file {path}")]
    Key {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The key file does not hold a key.
    #[error("the key file {path} holds fewer than 32 bytes; remove it to have a new one made (everyone is signed out)")]
    ShortKey {
        /// The file.
        path: PathBuf,
    },
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    Random(#[from] getrandom::Error),
    /// An origin that no browser sends, like `*`, or one with a path.
    #[error("not an origin: {0:?} (it looks like http://localhost:8081; with credentials there is no *)")]
    Origin(String),
    /// Demo accounts, whose password everyone knows, where others could reach them.
    #[error("demo accounts are only for a loopback address, and {0} is none")]
    DemoOffLoopback(SocketAddr),
    /// A lifetime below one second, or one that does not fit.
    #[error("the {0} lifetime must be between one second and ten years")]
    Lifetime(&'static str),
    /// Costs that Argon2 does not take.
    #[error("Argon2 does not take these costs: {0}")]
    Argon2(argon2::Error),
    /// The hasher does not hash.
    #[error("cannot hash a password")]
    Password,
    /// The demo accounts could not be made; the log says why.
    #[error("cannot make the demo accounts")]
    Demo,
}

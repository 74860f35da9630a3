//! Everything that can be chosen about a server, with the defaults of the command line.
//! It must not know how any of it is carried out.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// What a [`Server`](crate::Server) is to be. The defaults are the command line's.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen. Port 0 takes a free one. A loopback address is also served on the other IP version's
    /// loopback, because browsers take `localhost` for either.
    pub address: SocketAddr,
    /// Where accounts and token families are kept.
    pub database: Database,
    /// The origins whose pages may call with credentials, like `http://localhost:8081`.
    pub origins: Vec<String>,
    /// How long an access token is good for; whole seconds.
    pub access: Duration,
    /// How long a refresh token is good for, from its own issue; whole seconds.
    pub refresh: Duration,
    /// Whether each refresh replaces the refresh token (rotation: RFC 9700, 4.14).
    pub rotate: bool,
    /// How long a superseded refresh token is still answered with the current one; whole milliseconds.
    pub grace: Duration,
    /// Whether sign-in and refresh tell the access token's lifetime: the contract's optional `expiresIn`, in seconds.
    pub announce_expiry: bool,
    /// Whether the `role` of a sign-up is granted. Whoever can reach such a server can be its administrator.
    pub open_roles: bool,
    /// Whether the accounts `user`, `moderator` and `admin` exist, password `evergreen`. Loopback only.
    pub demo: bool,
    /// Which server to be.
    pub like: Like,
    /// Whether `/api/test/write` exists, and requests are remembered for [`Server::seen`](crate::Server::seen).
    pub test_routes: bool,
    /// What hashing one password costs.
    pub argon2: Argon2Cost,
    /// Whether a connection serves more than one request (RFC 9112, section 9.3). Browsers send a request again by
    /// themselves when a *reused* connection breaks, whatever its method; without reuse an injected
    /// [`Fault::Drop`](crate::Fault::Drop) reaches the script.
    pub keep_alive: bool,
}

/// Where accounts and token families are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// In this process; gone when it ends, and so is the key that signs tokens.
    Memory,
    /// An SQLite file, made if missing. The key that signs tokens is kept beside it, with the extension `key`.
    File(PathBuf),
}

/// Which server to be: this one, or one of the two that the contract describes "as seen on the wire".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Like {
    /// This one: the contract's table, and safe by default.
    Own,
    /// The tutorial's Spring Boot server. Its roles are open, it does not rotate, and it limits no sign-in.
    Spring,
    /// The tutorial's Node/Express server. It has no refresh, its roles are open, and it limits no sign-in.
    Node,
}

/// What hashing one password with Argon2id costs (RFC 9106, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    /// Memory, in KiB; at least 8 for each lane.
    pub memory: u32,
    /// Passes over the memory; at least 1.
    pub passes: u32,
    /// Lanes; at least 1.
    pub lanes: u32,
}

impl Default for Argon2Cost {
    /// The first recommendation of OWASP's Password Storage Cheat Sheet that fits a small machine: 19 MiB, 2 passes.
    fn default() -> Self {
        Self { memory: 19 * 1024, passes: 2, lanes: 1 }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            database: Database::File(PathBuf::from("evergreen.db")),
            origins: vec!["http://localhost:8081".to_owned()],
            access: Duration::from_secs(15 * 60),
            refresh: Duration::from_secs(14 * 24 * 60 * 60),
            rotate: true,
            grace: Duration::from_secs(30),
            announce_expiry: false,
            open_roles: false,
            demo: false,
            like: Like::Own,
            test_routes: false,
            argon2: Argon2Cost::default(),
            keep_alive: true,
        }
    }
}

impl Config {
    /// For tests: a free port of 127.0.0.1, a database in memory, cheap passwords, the demo accounts and the test
    /// routes, one request a connection. Everything else as the command line's.
    pub fn for_tests() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            database: Database::Memory,
            demo: true,
            test_routes: true,
            argon2: Argon2Cost { memory: 8, passes: 1, lanes: 1 },
            keep_alive: false,
            ..Self::default()
        }
    }

    /// Whether only this machine can reach the server.
    pub(crate) fn is_loopback(&self) -> bool {
        self.address.ip().is_loopback()
    }
}

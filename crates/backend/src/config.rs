//! The settings of a server, with the defaults of the command line.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// The settings of a [`Server`](crate::Server). The defaults are those of the command line.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address to listen on; with port 0 the operating system chooses a free port. For a loopback address the
    /// server also listens on the loopback address of the other IP version, because browsers resolve `localhost` to
    /// either.
    pub address: SocketAddr,
    /// Where users and token families are stored.
    pub database: Database,
    /// The origins whose pages may send requests with credentials, like `http://localhost:8081`.
    pub origins: Vec<String>,
    /// The lifetime of an access token, in whole seconds.
    pub access: Duration,
    /// The lifetime of a refresh token, in whole seconds.
    pub refresh: Duration,
    /// Whether each refresh replaces the refresh token (rotation: RFC 9700, section 4.14).
    pub rotate: bool,
    /// The grace period, in whole milliseconds: how long a replaced refresh token is still accepted. The response then
    /// contains the current refresh token.
    pub grace: Duration,
    /// Whether the responses to sign-in and refresh contain the access token's lifetime: the contract's optional
    /// `expiresIn`, in seconds.
    pub announce_expiry: bool,
    /// Whether a sign-up gets the roles that it requests. Anybody who can reach such a server can become an admin.
    pub open_roles: bool,
    /// Whether the users `user`, `moderator` and `admin` exist, with the password `evergreen`. Only allowed on a
    /// loopback address.
    pub demo: bool,
    /// Which server to imitate.
    pub like: Like,
    /// Whether the route `/api/test/write` exists and requests are recorded for
    /// [`Server::requests`](crate::Server::requests).
    pub test_routes: bool,
    /// The cost of hashing one password.
    pub argon2: Argon2Cost,
    /// Whether a connection serves more than one request (RFC 9112, section 9.3). If a *reused* connection breaks,
    /// browsers send the request again on their own, whatever its method is. So the page's script notices an injected
    /// [`Fault::Drop`](crate::Fault::Drop) only if connections are not reused.
    pub keep_alive: bool,
}

/// Where users and token families are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// In memory. The data and the key that signs the tokens are lost when the server stops.
    Memory,
    /// In an SQLite file, which is created if it does not exist. The key that signs the tokens is stored beside it,
    /// with the extension `key`.
    File(PathBuf),
}

/// Which server to imitate: none, or one of the two real servers whose responses were recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Like {
    /// None: this server follows the contract and is safe by default.
    Own,
    /// The tutorial's Spring Boot server. Roles are open, there is no rotation and no limit on failed sign-ins.
    Spring,
    /// The tutorial's Node/Express server. Roles are open, there is no refresh and no limit on failed sign-ins.
    Node,
}

/// The cost of hashing one password with Argon2id (RFC 9106, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    /// The memory in KiB; at least 8 for each lane.
    pub memory: u32,
    /// The number of passes over the memory; at least 1.
    pub passes: u32,
    /// The number of lanes; at least 1.
    pub lanes: u32,
}

impl Default for Argon2Cost {
    /// 19 MiB, 2 passes and 1 lane: the minimum that OWASP's Password Storage Cheat Sheet recommends.
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
    /// Settings for tests: a free port of 127.0.0.1, a database in memory, cheap password hashes, the demo accounts,
    /// the test routes, and one request per connection. All other settings have the defaults of the command line.
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

    /// Returns whether the server listens on a loopback address, which only this machine can reach.
    pub(crate) fn is_loopback(&self) -> bool {
        self.address.ip().is_loopback()
    }
}

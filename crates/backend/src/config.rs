//! The settings of a server, with the defaults of the command line.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::Error;
use crate::Offer;
use crate::database::Database;
use crate::password::Argon2Cost;

/// The settings of a [`Server`](crate::Server). The defaults are those of the command line.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address to listen on. With port 0 the operating system chooses a free port. If the address is 127.0.0.1 or
    /// ::1, the server also listens on the other one of these two addresses if possible. The reason is that browsers
    /// resolve `localhost` to either of them.
    pub address: SocketAddr,
    /// Another address, for the operator's tools: `/healthz`, `/readyz` and `/metrics`. Clients must not be able to
    /// reach it. With `None` these routes do not exist.
    pub metrics: Option<SocketAddr>,
    /// Where the users and their sessions (token families) are stored.
    pub database: Database,
    /// The file with the key that signs the tokens. The file is created if it does not exist. The meaning of `None`
    /// depends on the database. With [`Database::File`], the key is in a file beside the SQLite file, with the same
    /// name and the extension `key`. With [`Database::Memory`], the key is only in memory, and it is lost when the
    /// server stops. With [`Database::Postgres`], `None` is an error. Servers that share a database need copies of the
    /// same key file.
    pub key: Option<PathBuf>,
    /// The file of an older key. The server still accepts the tokens that were signed with this key, but signs no new
    /// tokens with it. So an operator can replace a key without ending any session.
    pub old_key: Option<PathBuf>,
    /// The origins whose pages may send requests with credentials, like `http://localhost:8081`.
    pub origins: Vec<String>,
    /// The reverse proxies in front of the server. Each entry is a network like `10.0.0.0/8`, or a single address. If a
    /// proxy of this list sends a request, the server finds the client in the header `X-Forwarded-For`. The client is
    /// the right-most address in the header that belongs to no entry of this list. The limits count the requests of
    /// this client.
    pub trusted_proxies: Vec<String>,
    /// How often one client may fail to sign in within an hour. The failures are counted together, even if the client
    /// uses several usernames. With 0 there is no such limit. A client is an IPv4 address, or the first 64 bits of an
    /// IPv6 address. Has an effect only with [`Like::Own`].
    pub failure_limit: u32,
    /// How many sign-ups one client may send within an hour. With 0 there is no limit. Has an effect only with
    /// [`Like::Own`].
    pub sign_up_limit: u32,
    /// The lifetime of an access token: from one second to ten years. A fraction of a second is ignored. With
    /// [`Like::Own`], no access token outlives the refresh token of its session.
    pub access: Duration,
    /// The lifetime of a refresh token: from one second to ten years. A fraction of a millisecond is ignored. With
    /// rotation, a session ends if it is not refreshed for this time. Without rotation, a session ends at the latest
    /// this time after its sign-in, even if it is refreshed.
    pub refresh: Duration,
    /// The maximum lifetime of a session: from one second to ten years. Refreshes do not extend this lifetime. A
    /// fraction of a millisecond is ignored. Has an effect only with [`Like::Own`].
    pub session_lifetime: Duration,
    /// Whether a refresh replaces the refresh token. This is called rotation (RFC 9700, section 4.14). Has an effect
    /// only with [`Like::Own`], because the imitated servers have no rotation.
    pub rotate: bool,
    /// The grace period: how long the server still accepts a refresh token after a new token has replaced it. The
    /// period ends early if the new token is replaced too. If a refresh uses the old token within the grace period, the
    /// response contains the new token. A fraction of a millisecond is ignored.
    pub grace: Duration,
    /// Whether the responses to sign-in and refresh contain these optional fields of the contract: `expiresIn` is the
    /// lifetime of the access token, `idleExpiresIn` is the time after which an unused session ends, and
    /// `sessionExpiresIn` is the time that is left of the session. All values are in seconds. Without
    /// [`rotate`](Self::rotate), `idleExpiresIn` is left out. Has an effect only with [`Like::Own`].
    pub announce_expiry: bool,
    /// The optional parts of the contract that the server offers. A part that is not in this list has no routes. The
    /// list has an effect only with [`Like::Own`], because the imitated servers offer no optional parts.
    pub offers: Vec<Offer>,
    /// Whether a sign-up gets the roles that it requests. If this is `true`, anybody who can reach the server can
    /// become an admin. So the addresses, the origins and the database must then meet the same conditions as with
    /// [`demo`](Self::demo). Has an effect only with [`Like::Own`], because the imitated servers always grant the
    /// requested roles.
    pub open_roles: bool,
    /// Whether the server adds the users `user`, `moderator` and `admin` with the password `evergreen`. A user who
    /// exists already stays unchanged.
    ///
    /// Three kinds of servers are only for tests and demonstrations: a server with these users, a server that imitates
    /// another server ([`like`](Self::like)), and a server with [`open_roles`](Self::open_roles). The addresses and the
    /// origins of these servers must all be loopback ones. The database of these servers must be new, or a server of
    /// one of the three kinds must have used the database before. After a server of one of the three kinds has used a
    /// database, no other kind of server can use that database.
    pub demo: bool,
    /// Which server to imitate. With any value except [`Like::Own`], the address, the origins and the database must
    /// meet the same conditions as with [`demo`](Self::demo).
    pub like: Like,
    /// Whether the route `/api/test/write` exists, and whether requests and preflights are recorded for
    /// [`Server::requests`](crate::Server::requests) and [`Server::preflights`](crate::Server::preflights).
    pub test_routes: bool,
    /// The cost of hashing one password.
    pub argon2: Argon2Cost,
    /// Whether a connection serves more than one request (RFC 9112, section 9.3). Tests of lost connections need
    /// `false`. The fault [`Fault::Drop`](crate::Fault::Drop) closes the connection of a request. If this connection
    /// has served an earlier request, a browser may send the new request again on its own, even a POST request. Then
    /// the page's script does not notice the fault. With `false`, no connection has served an earlier request.
    pub keep_alive: bool,
}

/// Which server this server imitates. [`Like::Own`] imitates no server. The other two values imitate the two servers
/// of a well-known tutorial. The responses of these two servers were recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Like {
    /// This server does not imitate another server. It follows the contract and is safe by default.
    Own,
    /// The tutorial's Spring Boot server. A sign-up gets the roles that it requests. There is no rotation of refresh
    /// tokens, and no limit on failed sign-ins.
    Spring,
    /// The tutorial's Node/Express server. A sign-up gets the roles that it requests. There is no refresh, and no limit
    /// on failed sign-ins.
    Node,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            metrics: None,
            database: Database::File(PathBuf::from("evergreen.db")),
            key: None,
            old_key: None,
            origins: vec!["http://localhost:8081".to_owned()],
            trusted_proxies: Vec::new(),
            failure_limit: 100,
            sign_up_limit: 30,
            access: Duration::from_secs(15 * 60),
            refresh: Duration::from_secs(14 * 24 * 60 * 60),
            session_lifetime: Duration::from_secs(90 * 24 * 60 * 60),
            rotate: true,
            grace: Duration::from_secs(10),
            announce_expiry: false,
            offers: Offer::ALL.to_vec(),
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
    /// Returns the settings for tests: a free port of 127.0.0.1, a database in memory, cheap password hashes, the demo
    /// accounts and the test routes. Each connection serves one request, and neither the sign-ups nor the failed
    /// sign-ins of an address are limited. All other settings have the defaults of the command line.
    pub fn for_tests() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            database: Database::Memory,
            demo: true,
            test_routes: true,
            // Both limits are off. They count by the address of the client, and all clients of a test have the same
            // address.
            failure_limit: 0,
            sign_up_limit: 0,
            argon2: Argon2Cost { memory: 8, passes: 1, lanes: 1 },
            keep_alive: false,
            ..Self::default()
        }
    }

    /// Returns the file of the key that signs the tokens; `None` if the key is not stored.
    ///
    /// # Errors
    /// [`Error::KeyRequired`] if no file is configured and the database is PostgreSQL.
    pub(crate) fn key_file(&self) -> Result<Option<PathBuf>, Error> {
        match (&self.key, &self.database) {
            (Some(key), _) => Ok(Some(key.clone())),
            (None, Database::Memory) => Ok(None),
            (None, Database::File(path)) => Ok(Some(path.with_extension("key"))),
            (None, Database::Postgres(_)) => Err(Error::KeyRequired),
        }
    }

    /// Returns whether the configured address is a loopback address, which only this machine can reach.
    pub(crate) fn is_loopback(&self) -> bool {
        self.address.ip().is_loopback()
    }
}

//! The command-line options and their help. [`Options::config`] converts them to a [`Config`].

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValue;
use clap::{ArgAction, Parser, ValueEnum};
use evergreen_backend::{Config, Database, DatabaseError, Like, Offer};
use tracing::level_filters::LevelFilter;

use crate::commands::{Command, DATABASE_VARIABLE, DatabaseText};
use crate::duration::parse_duration;

const EXAMPLES: &str = "\
Examples:
  evergreen-backend --demo
      This is the app's server, for this machine only. Sign in as user, moderator or admin, with the password evergreen.
  evergreen-backend --demo --database demo.db --access 10s --announce-expiry
      Access tokens expire after ten seconds, and a restart does not lose the data.
  evergreen-backend --like spring
      Responds like a tutorial's Spring Boot server: with 401 to most errors, and it can lock users out.
  evergreen-backend --origin https://app.example.org --trusted-proxy 127.0.0.1
      The server is behind a reverse proxy with https on the same machine. The cookies are Secure.
  evergreen-backend --address 0.0.0.0:8080 --origin https://app.example.org --trusted-proxy 10.0.0.0/8
      Other machines can reach this server. Its cookies are Secure, so it needs a reverse proxy with https.
  EVERGREEN_DATABASE=postgres://evergreen:PASSWORD@db/evergreen evergreen-backend --key /etc/evergreen.key \\
      --address 0.0.0.0:8080 --origin https://app.example.org
      This is one of several servers that share a PostgreSQL database. Each has a copy of the same key file.
  evergreen-backend --demo --without events --without password
      The app then offers neither to change the password nor to be told at once that a session was ended.
  evergreen-backend users disable amy
      Ends all sessions of amy at once, and lets amy sign in no more. The running servers need no restart.

--demo, --like and --open-roles are for this machine only: the address and all origins must be loopback ones. They use a
database of their own, in memory unless a file is named. Each server marks its database as one of the two kinds, and no
server of the other kind starts on it.

Limits: one client may fail to sign in ten times per minute with one account, and --failure-limit times per hour in all.
After fifty failures of an account within an hour, each client that has not signed in to it before may fail three times
in ten minutes. So an account is never locked: a client is refused only because of its own failures. A client is an IPv4
address, or the first 64 bits of an IPv6 address. All clients whose IPv6 addresses have the same first 48 bits together
have ten times the limits per hour. Each server process counts on its own, and forgets all when it stops.
At most 64 requests wait until their password is hashed, and others get 503. The clients take turns, and a client
that leaves gives up its place. One client has at most 256 connections and 1024 streams of events, except a trusted
proxy. If all 1,024 connections are taken, the one that has been idle longest makes room; streams of events do not count
among them. The head of a request has about 32 KB, and a client that does not read its response for ten seconds is
disconnected. A connection may be idle for ten seconds, so a proxy must close it earlier.
A user has at most 50 sessions, and a new one ends the oldest. A name that looks like that of another user is taken.

A time is a number of seconds, or a number with a unit, like 15m, 12h or 14d.
Servers that share a database see each other's users and sessions at once. Each server counts failed sign-ins and queues
passwords on its own.
The server creates the key that signs the tokens on its first run: in the file of --key, or beside the SQLite file, with
the extension .key. Only the user who runs the server may read this file, because a person who has the key can sign in
as any user. If the file is deleted, all users are signed out. To replace the key while all users stay signed in, rename
the file, start the server with --old-key and the new name, and leave this option out after the time of --refresh. Of
several servers, each must first accept the new key: start one after the other with the old key in --key and the new one
in --old-key, and then again with the two exchanged.
Each start upgrades the tables of the database. Back up the database and the key.
Ctrl-C or SIGTERM stops the server after it has responded to the requests in flight, within nine seconds.";

/// Evergreen's companion server: sign-up, sign-in, refresh, sign-out and four boards, with tokens in HttpOnly cookies.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(crate) struct Options {
    // The command to run instead of a server; `None` starts a server. This is not a documentation comment, because clap
    // would show it in the help.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// The address to listen on; 127.0.0.1 and ::1 each mean both of them, because browsers resolve localhost to either
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:8080")]
    address: SocketAddr,

    /// Another address, for the operator's tools: /healthz, /readyz and /metrics; clients must not be able to reach it
    #[arg(long, value_name = "IP:PORT")]
    metrics: Option<SocketAddr>,

    /// Where the data is stored: postgres://USER:PASSWORD@HOST/NAME, sqlite:FILE or just FILE (created if it does not
    /// exist), or "memory" (lost when the server stops) [default: evergreen.db; with --demo, --like or --open-roles:
    /// memory]
    ///
    /// Other users of this machine can see the options of a program. So set a URL with a password in the environment
    /// variable, or write the password into the file that PGPASSFILE names.
    #[arg(long, value_name = "DATABASE", env = DATABASE_VARIABLE, hide_env_values = true)]
    database: Option<DatabaseText>,

    /// The file with the key that signs the tokens, which is created if it does not exist [default: beside the SQLite
    /// file, with the extension .key; required with PostgreSQL]
    ///
    /// Servers that share a database need copies of the same file. A server with another key refuses all tokens of the
    /// first one.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,

    /// The file of an older key, whose tokens are still accepted
    #[arg(long, value_name = "FILE")]
    old_key: Option<PathBuf>,

    /// An origin whose pages may send requests; repeat the option for several origins
    #[arg(long = "origin", value_name = "ORIGIN", default_value = "http://localhost:8081")]
    origins: Vec<String>,

    /// The address of a reverse proxy in front of the server, or a network of such proxies, such as 10.0.0.0/8; repeat
    /// the option for several. The server finds the client in the header X-Forwarded-For of requests from these
    /// proxies: it is the right-most address that does not belong to these proxies. Without this option, all clients
    /// behind a proxy share the limits of one address. The proxy must also set X-Request-ID or remove it, because the
    /// log takes it over as the identifier of the request
    #[arg(long = "trusted-proxy", value_name = "NETWORK")]
    trusted_proxies: Vec<String>,

    /// How often one client may fail to sign in per hour, with all usernames together; 0 means no limit
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    failure_limit: u32,

    /// How many sign-ups one client may send per hour; 0 means no limit
    #[arg(long, value_name = "NUMBER", default_value_t = 30)]
    sign_up_limit: u32,

    /// The lifetime of an access token; it ends no later than the refresh token that came with it
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = parse_duration)]
    access: Duration,

    /// The lifetime of a refresh token, after which a session ends that nobody uses
    #[arg(long, value_name = "TIME", default_value = "14d", value_parser = parse_duration)]
    refresh: Duration,

    /// How long a session lasts at most, however often it is refreshed; afterwards the user must sign in again
    #[arg(long, value_name = "TIME", default_value = "90d", value_parser = parse_duration)]
    session_lifetime: Duration,

    /// Whether a refresh replaces the refresh token; the use of a replaced token after the grace period ends the
    /// session
    #[arg(long, value_name = "BOOL", default_value_t = true, action = ArgAction::Set)]
    rotate: bool,

    /// How long a replaced refresh token is still accepted, for tabs that refresh at the same time
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = parse_duration)]
    grace: Duration,

    /// Send the access token's lifetime ("expiresIn"), the time after which an unused session ends ("idleExpiresIn")
    /// and the time that is left of the session ("sessionExpiresIn"), in seconds, in the responses to sign-in and
    /// refresh
    #[arg(long)]
    announce_expiry: bool,

    /// An optional part that the server does not offer; repeat the option for several parts
    #[arg(long = "without", value_name = "PART")]
    without: Vec<Part>,

    /// Grant the roles that a sign-up requests, so that anybody can become an admin; for this machine only
    #[arg(long)]
    open_roles: bool,

    /// Create the users user, moderator and admin with the password "evergreen"; for this machine only
    #[arg(long)]
    demo: bool,

    /// Respond like another server; for this machine only
    #[arg(long, value_name = "SERVER")]
    like: Option<RealServer>,

    /// The log level on stderr: off, error, warn, info, debug or trace; tokens and passwords are never logged
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    pub(crate) log: LevelFilter,

    /// The format of the log
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) log_format: LogFormat,
}

/// The values of `--log-format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people
    Text,
    /// One JSON object for each line
    Json,
}

/// The values of `--like`: the two real servers whose responses were recorded.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum RealServer {
    /// A tutorial's Spring Boot server: 401 for most errors, one refresh token per user, open roles, no rotation, no
    /// limit on failed sign-ins
    Spring,
    /// A tutorial's Node/Express server: a session cookie, no refresh, open roles, no limit on failed sign-ins
    Node,
}

/// A value of `--without`: the word of the contract for an optional part.
#[derive(Clone, Copy, Debug)]
struct Part(Offer);

impl ValueEnum for Part {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self(Offer::Sessions), Self(Offer::Password), Self(Offer::Events)]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self.0 {
            Offer::Sessions => "Users list and end their own sessions",
            Offer::Password => "Users change their own password",
            Offer::Events => "Browsers hear at once that a session was ended",
        };
        Some(PossibleValue::new(self.0.word()).help(help))
    }
}

impl Options {
    /// Returns the configuration for these options. Settings without an option have their defaults.
    ///
    /// # Errors
    /// The text for the database does not name one.
    pub(crate) fn config(&self) -> Result<Config, DatabaseError> {
        Ok(Config {
            address: self.address,
            metrics: self.metrics,
            database: self.database()?,
            key: self.key.clone(),
            old_key: self.old_key.clone(),
            origins: self.origins.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            failure_limit: self.failure_limit,
            sign_up_limit: self.sign_up_limit,
            access: self.access,
            refresh: self.refresh,
            session_lifetime: self.session_lifetime,
            rotate: self.rotate,
            grace: self.grace,
            announce_expiry: self.announce_expiry,
            offers: Offer::ALL.into_iter().filter(|offer| !self.without.iter().any(|part| part.0 == *offer)).collect(),
            open_roles: self.open_roles,
            demo: self.demo,
            like: match self.like {
                None => Like::Own,
                Some(RealServer::Spring) => Like::Spring,
                Some(RealServer::Node) => Like::Node,
            },
            ..Config::default()
        })
    }

    fn database(&self) -> Result<Database, DatabaseError> {
        let default = || match self.demo || self.like.is_some() || self.open_roles {
            true => Database::Memory,
            false => Config::default().database,
        };
        self.database.as_ref().map_or_else(|| Ok(default()), DatabaseText::parse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_options_are_valid_and_have_the_defaults_of_the_library() {
        Options::command().debug_assert();
        let config = Options::parse_from(["evergreen-backend"]).config().expect("a database");
        assert_eq!(format!("{config:?}"), format!("{:?}", Config::default()));
    }

    #[test]
    fn a_demo_and_an_imitated_server_use_memory_unless_a_file_is_named() {
        let options = |arguments: &[&str]| Options::parse_from(["evergreen-backend"].iter().chain(arguments));
        let database = |arguments: &[&str]| options(arguments).config().expect("a database").database;
        for option in [&["--demo"][..], &["--like", "spring"], &["--like", "node"], &["--open-roles"]] {
            assert_eq!(database(option), Database::Memory);
            let named = [option, &["--database", "demo.db"]].concat();
            assert_eq!(database(&named), Database::File("demo.db".into()));
        }
        assert_eq!(database(&[]), Database::File("evergreen.db".into()));
        assert_eq!(database(&["--database", "memory"]), Database::Memory);
    }

    #[test]
    fn a_part_can_be_left_out() {
        let offers = |arguments: &[&str]| {
            let options = Options::parse_from(["evergreen-backend"].iter().chain(arguments));
            options.config().expect("a database").offers
        };
        assert_eq!(offers(&[]), Offer::ALL);
        assert_eq!(offers(&["--without", "events", "--without", "password"]), [Offer::Sessions]);
    }

    #[test]
    fn durations_are_seconds_or_have_a_unit() {
        assert_eq!(parse_duration("90"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_duration("14d"), Ok(Duration::from_secs(14 * 86_400)));
        assert!(parse_duration("soon").is_err());
    }
}

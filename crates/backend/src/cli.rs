//! The command line and its help.
//! It must not know what an option does; it fills in a [`Config`].

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Parser, ValueEnum};
use evergreen_backend::{Config, Database, Like};
use tracing::level_filters::LevelFilter;

const EXAMPLES: &str = "\
Examples:
  evergreen-backend --demo
      The app's server on this machine; sign in as user, moderator or admin, password evergreen.
  evergreen-backend --demo --database memory --access 10s --announce-expiry
      Access tokens that expire while you watch, and nothing left behind.
  evergreen-backend --like spring --database memory
      Answers as the tutorial's Spring Boot server does, masked errors and locked-out users included.
  evergreen-backend --address 0.0.0.0:8080 --origin https://app.example.org
      Reachable by others. Cookies are then Secure, so put a proxy that speaks https in front.

Times are numbers of seconds, or like 15m, 12h, 14d.
The key that signs tokens is made on the first run and kept beside the database, with the extension .key, readable by
its owner only; whoever has it can sign in as anyone. Without it, everyone is signed out.
Ctrl-C or SIGTERM stops the server once the requests in flight are answered.";

/// Evergreen's companion server: sign-up, sign-in, refresh, sign-out and four boards, with tokens in HttpOnly cookies.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES)]
pub(crate) struct Options {
    /// Where to listen; a loopback address serves http://localhost on IPv4 and IPv6
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:8080")]
    address: SocketAddr,

    /// The SQLite file, made if missing; "memory" keeps nothing
    #[arg(long, value_name = "FILE", default_value = "evergreen.db")]
    database: PathBuf,

    /// An origin whose pages may call, exactly as the browser names it; repeat it for several
    #[arg(long = "origin", value_name = "ORIGIN", default_value = "http://localhost:8081")]
    origins: Vec<String>,

    /// How long an access token is good for
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = time)]
    access: Duration,

    /// How long a refresh token is good for
    #[arg(long, value_name = "TIME", default_value = "14d", value_parser = time)]
    refresh: Duration,

    /// Whether each refresh replaces the refresh token; an old one that comes back after the grace ends the session
    #[arg(long, value_name = "BOOL", default_value_t = true, action = ArgAction::Set)]
    rotate: bool,

    /// How long a replaced refresh token is still answered, for tabs that refresh at the same moment
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time)]
    grace: Duration,

    /// Tell the access token's lifetime ("expiresIn", in seconds) at sign-in and refresh
    #[arg(long)]
    announce_expiry: bool,

    /// Grant the roles that a sign-up asks for: anyone can become an admin
    #[arg(long)]
    open_roles: bool,

    /// Make the accounts user, moderator and admin, password "evergreen"; on a loopback address only
    #[arg(long)]
    demo: bool,

    /// Answer as another server of the contract does
    #[arg(long, value_name = "SERVER")]
    like: Option<Real>,

    /// How much to log on stderr: off, error, warn, info, debug or trace; never a token or a password
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    pub(crate) log: LevelFilter,
}

/// The two servers that were recorded.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Real {
    /// The tutorial's Spring Boot server: masked errors, one refresh token a user, open roles, no rotation, no limit
    /// on failed sign-ins
    Spring,
    /// The tutorial's Node/Express server: one session cookie, no refresh, open roles, no limit on failed sign-ins
    Node,
}

impl Options {
    /// The configuration they stand for.
    pub(crate) fn config(&self) -> Config {
        Config {
            address: self.address,
            database: if self.database.as_os_str() == "memory" {
                Database::Memory
            } else {
                Database::File(self.database.clone())
            },
            origins: self.origins.clone(),
            access: self.access,
            refresh: self.refresh,
            rotate: self.rotate,
            grace: self.grace,
            announce_expiry: self.announce_expiry,
            open_roles: self.open_roles,
            demo: self.demo,
            like: match self.like {
                None => Like::Own,
                Some(Real::Spring) => Like::Spring,
                Some(Real::Node) => Like::Node,
            },
            ..Config::default()
        }
    }
}

/// A number of seconds, or a number with a unit.
fn time(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    humantime::parse_duration(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound_and_its_defaults_are_the_library_s() {
        Options::command().debug_assert();
        let config = Options::parse_from(["evergreen-backend"]).config();
        assert_eq!(format!("{config:?}"), format!("{:?}", Config::default()));
    }

    #[test]
    fn times_have_units_or_are_seconds() {
        assert_eq!(time("90"), Ok(Duration::from_secs(90)));
        assert_eq!(time("14d"), Ok(Duration::from_secs(14 * 86_400)));
        assert!(time("soon").is_err());
    }
}

//! `cargo xtask check-server`: checks a server against the HTTP contract.

#[cfg(feature = "full")]
mod run;

use crate::api_base::ApiBase;

/// Check a server against the HTTP contract, and explain what each difference means for the app
///
/// Use this before you point the app at your own server, and after each update of the server. The command sends a few
/// dozen requests to this server, one after the other, and ends the sessions that it begins. It uses the paths and
/// limits of src/endpoints.rs and src/form_limits.rs. It also checks the optional parts that the server offers. Only
/// with `--add-users`, it changes the password of an added user, and then changes it back.
///
/// Without an account, the command runs the checks that need none, and lists the skipped ones. It adds users only with
/// `--add-users`.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 the app works with this server, even if there are differences; 1 something that the app \
                  needs is missing, or the server is insecure; 2 the server cannot be reached, or the command is wrong."
)]
pub struct CheckServer {
    /// The API base, such as http://localhost:8080/api
    #[arg(value_name = "URL")]
    api: ApiBase,
    /// The origin that the app is served from
    #[arg(long, value_name = "ORIGIN", default_value = "http://localhost:8081")]
    origin: String,
    /// Sign in as this user, whose password is read from the variable EVERGREEN_PASSWORD
    ///
    /// A wrong password is tried once, too. Checks that might lock the user out are skipped.
    #[arg(long, value_name = "NAME", group = "account")]
    user: Option<String>,
    /// Sign in as the companion server's demo accounts
    #[arg(long, group = "account")]
    demo: bool,
    /// Add users with random names and passwords, and sign in as them; they are not removed
    ///
    /// This adds two users, and up to three more if the server accepts sign-ups that it should refuse. One of the two
    /// users asks for every role. The names of all added users are printed at the end. Their passwords are never
    /// printed.
    #[arg(long, group = "account")]
    add_users: bool,
    /// Use a replaced refresh token again, which may end all sessions of the added user
    #[arg(long, requires = "add_users")]
    reuse_token: bool,
    /// How long each response may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=120))]
    timeout: u64,
    /// Print the findings as JSON at the end
    #[arg(long)]
    json: bool,
}

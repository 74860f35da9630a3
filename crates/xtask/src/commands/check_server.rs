//! `cargo xtask check-server`: checks a server against the HTTP contract.

use crate::{
    api_base::ApiBase,
    check_server::{
        self, Identity,
        account::Account,
        checker::Progress,
        report::Report,
        target::{Origin, Target},
        terminal::Terminal,
    },
};
use anyhow::{Context, Result};
use std::{env, process::ExitCode, time::Duration};

/// The environment variable with the password of `--user`.
const PASSWORD: &str = "EVERGREEN_PASSWORD";

/// Check a server against the HTTP contract, and explain what each difference means for the app
///
/// Use this before you point the app at your own server, and after each update of the server. The command sends a few
/// dozen requests to this server, one after the other, and ends the sessions that it begins. It uses the paths and
/// limits of src/endpoints.rs and src/form_limits.rs. It also checks the optional parts that the server offers; it changes
/// a password, and back, only with `--add-users`.
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
    origin: Origin,
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

impl CheckServer {
    /// Runs the check, prints the findings or the error, and returns the exit code. The help text explains the exit
    /// codes.
    pub async fn run(self) -> ExitCode {
        match self.check().await {
            Ok(report) if report.works() => ExitCode::SUCCESS,
            Ok(_) => ExitCode::from(1),
            Err(error) => {
                eprintln!("error: {error:#}");
                ExitCode::from(2)
            }
        }
    }

    async fn check(self) -> Result<Report> {
        let target = Target::new(&self.api, &self.origin)?;
        let (limit, identity) = (Duration::from_secs(self.timeout), self.account()?);
        if self.json {
            let report = check_server::run(target, limit, &identity, &mut |_| ()).await?;
            println!("{}", serde_json::to_string_pretty(&report)?);
            return Ok(report);
        }
        let terminal = Terminal::of_stdout();
        println!("Checking {} for the app at {} …", target.api(), target.origin());
        let mut on_progress = |told: Progress<'_>| match told {
            Progress::Section(call) => println!("{}", terminal.heading(call)),
            Progress::Finding(finding) => println!("{}", terminal.line(finding)),
        };
        let report = check_server::run(target, limit, &identity, &mut on_progress).await?;
        if !report.added.is_empty() {
            println!("\nThe check has added these users, which are not removed: {}", report.added.join(", "));
        }
        println!("\n{}", report.summary());
        Ok(report)
    }

    fn account(&self) -> Result<Identity> {
        if let Some(name) = &self.user {
            let password = env::var(PASSWORD).ok().filter(|password| !password.is_empty());
            let password = password.with_context(|| {
                format!(
                    "The password of `{name}` is missing: set the variable {PASSWORD}. An option for it would show it in the \
                     list of processes."
                )
            })?;
            return Ok(Identity::User(Account::known(name, &password)));
        }
        Ok(match (self.demo, self.add_users) {
            (true, _) => Identity::Demo,
            (_, true) => Identity::Added { reuse_token: self.reuse_token },
            _ => Identity::Nobody,
        })
    }
}

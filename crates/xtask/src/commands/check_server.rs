//! `cargo xtask check-server`: what a server does otherwise than the contract says, and what that means for the app.
//! It must not know what is checked, nor how.

use crate::{
    api_base::ApiBase,
    check_server::{
        self, As,
        account::Account,
        place::{Origin, Place},
        report::Report,
        screen::Screen,
        visit::Told,
    },
};
use anyhow::{Context, Result};
use std::{env, process::ExitCode, time::Duration};

/// Where the password of `--user` is read.
const PASSWORD: &str = "EVERGREEN_PASSWORD";

/// Play the HTTP contract against a server: what it misses, what it does differently, and what that means for the app
///
/// For whoever is about to point the app at a server of their own, or has just updated it. It sends a few dozen requests,
/// one after the other, to this one address, and ends the sessions that it begins. Paths, limits and roles are those of
/// src/contract.rs.
///
/// Without an account it checks what needs none, and says what it left out. It adds no user unless told to.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 the app works with this server, differences included; 1 something that the app needs is \
                  missing, or the server is open to attack; 2 the server cannot be reached, or the command is wrong."
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
    /// One wrong password is tried, too. What might lock the user out is left out.
    #[arg(long, value_name = "NAME", group = "account")]
    user: Option<String>,
    /// Sign in as the companion server's demo accounts
    #[arg(long, group = "account")]
    demo: bool,
    /// Add users with random names and passwords, and sign in as them; they remain
    ///
    /// Two, where the server keeps the contract; one or two more where it lets a sign-up pass that it should refuse. One
    /// of them asks for every role. Their names are told at the end, their passwords to nobody.
    #[arg(long, group = "account")]
    add_users: bool,
    /// Use a refresh token again that was replaced, which may end all sessions of the added user
    #[arg(long, requires = "add_users")]
    reuse_token: bool,
    /// Wait so long for each answer
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=120))]
    timeout: u64,
    /// Print the findings as JSON, at the end
    #[arg(long)]
    json: bool,
}

impl CheckServer {
    /// Does it.
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
        let place = Place::new(&self.api, &self.origin)?;
        let (limit, who) = (Duration::from_secs(self.timeout), self.account()?);
        if self.json {
            let report = check_server::run(place, limit, &who, &mut |_| ()).await?;
            println!("{}", serde_json::to_string_pretty(&report)?);
            return Ok(report);
        }
        let screen = Screen::of_stdout();
        println!("Checking {} for the app at {} …", place.api(), place.origin());
        let mut tell = |told: Told<'_>| match told {
            Told::Begins(call) => println!("{}", screen.heading(call)),
            Told::Found(finding) => println!("{}", screen.line(finding)),
        };
        let report = check_server::run(place, limit, &who, &mut tell).await?;
        if !report.added.is_empty() {
            println!("\nUsers that were added, and remain: {}. Nobody knows their passwords.", report.added.join(", "));
        }
        println!("\n{}", report.summary());
        Ok(report)
    }

    fn account(&self) -> Result<As> {
        if let Some(name) = &self.user {
            let password = env::var(PASSWORD).ok().filter(|password| !password.is_empty());
            let password = password.with_context(|| {
                format!("The password of `{name}` is missing: set the variable {PASSWORD}. It is never taken from the command line.")
            })?;
            return Ok(As::User(Account::known(name, &password)));
        }
        Ok(match (self.demo, self.add_users) {
            (true, _) => As::Demo,
            (_, true) => As::Added { reuse_token: self.reuse_token },
            _ => As::Nobody,
        })
    }
}

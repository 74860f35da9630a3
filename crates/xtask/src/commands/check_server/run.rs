//! What `cargo xtask check-server` does.

use super::CheckServer;
use crate::check_server::{
    self, Identity, account::Account, checker::Progress, report::Report, target::Target, terminal::Terminal,
};
use anyhow::{Context, Result};
use std::{env, process::ExitCode, time::Duration};

/// The name of the environment variable that contains the password of the user whom `--user` names.
const PASSWORD: &str = "EVERGREEN_PASSWORD";

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
        let target = Target::new(&self.api, &self.origin.parse()?)?;
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

//! `cargo xtask new`: makes a new project from this one.

use crate::{
    api_base::ApiBase,
    new_project::{AppName, FirstCommit, License, NewProject, PackageName},
};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Make a new project from this one, with a name, a look and a README of its own
///
/// The new project has the app, the session library, the companion server and these commands, without what belongs to
/// this project only: its book, its measurements, the recorded responses of other servers, its pictures, the small
/// example app, and this command.
#[derive(Clone, Debug, clap::Args)]
pub struct New {
    /// The folder of the new project, which must not exist or must be empty
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The name of the app, as people see it, such as "Acme Portal"
    #[arg(long, value_name = "NAME")]
    name: AppName,
    /// The name of the app's package [default: made from the name, such as acme-portal]
    #[arg(long, value_name = "NAME")]
    package: Option<PackageName>,
    /// The API that a release calls, such as `https://api.example.org/api`, or `/api` for the app's own origin
    ///
    /// `cargo xtask build` takes it if it gets no --api-base. During development the app calls the companion server.
    #[arg(long, value_name = "URL", default_value = "/api")]
    api_base: ApiBase,
    /// Leave out the session timeline of the page Activity, and the tests that read it
    #[arg(long)]
    without_timeline: bool,
    /// The licence of the new project
    #[arg(long, value_enum, default_value = "MIT OR Apache-2.0")]
    license: License,
}

impl New {
    /// Makes the project, and prints what to do next.
    ///
    /// # Errors
    /// If the folder or the name cannot be used, or if the project cannot be written.
    pub async fn run(self) -> Result<()> {
        let package = match self.package {
            Some(package) => package,
            None => self.name.package()?,
        };
        let folder = std::path::absolute(&self.folder).context("The name of the folder is not valid.")?;
        let timeline = !self.without_timeline;
        let project = NewProject { name: self.name, package, api_base: self.api_base, timeline, license: self.license };
        let commit = project.create(&folder).await?;
        println!("{}", report(&project, &self.folder, commit));
        Ok(())
    }
}

fn report(project: &NewProject, folder: &Path, commit: FirstCommit) -> String {
    let commit = match commit {
        FirstCommit::Made => "Its files are committed in a new git repository, on the branch main.",
        FirstCommit::Refused => {
            "There is a new git repository, but git made no commit, for example because it does not know who you are (git \
             config user.name, git config user.email). Run `git commit`, which prints the reason, then `git tag evergreen`."
        }
        FirstCommit::NoRepository => "There is no git repository: git is missing or has failed.",
    };
    format!(
        "\n{} is in {}. {commit}\n\
         cd {}\n\
         cargo xtask serve    runs the app with its companion server\n\
         cargo xtask test     runs every check\n\
         README.md says what to change first.",
        project.name,
        folder.display(),
        folder.display(),
    )
}

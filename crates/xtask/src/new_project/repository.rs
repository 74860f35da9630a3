//! The git repository of a new project, with its first commit.

use super::AppName;
use crate::{process, tools};
use std::path::Path;

/// The tag of the first commit. A later version of this project can be merged with it as the common ancestor.
const TAG: &str = "evergreen";

/// What has happened to the first commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstCommit {
    /// There is a repository with one commit on `main`, which has the tag `evergreen`.
    Made,
    /// There is a repository, but git refused the commit. This happens if it does not know the name and the address of
    /// the person.
    Refused,
    /// There is no git on this machine, or it could not create the repository.
    NoRepository,
}

/// Creates a repository in the folder, and commits all files.
pub async fn commit(folder: &Path, name: &AppName) -> FirstCommit {
    let git = async |arguments: &[&str]| {
        let mut git = tools::command("git");
        process::answer(git.args(arguments).current_dir(folder)).await.is_some()
    };
    let created = git(&["init", "--quiet"]).await && git(&["symbolic-ref", "HEAD", "refs/heads/main"]).await;
    if !created || !git(&["add", "--all"]).await {
        return FirstCommit::NoRepository;
    }
    let message = format!("Start {name} from Evergreen");
    match git(&["commit", "--quiet", "--message", &message]).await && git(&["tag", "--no-sign", TAG]).await {
        true => FirstCommit::Made,
        false => FirstCommit::Refused,
    }
}

//! Finds the programs of PostgreSQL, and the user who may run them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Folders that contain one folder for each installed version. Debian uses the first one, and Homebrew uses the others.
const VERSIONS: [&str; 3] = ["/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt"];

/// The error if PostgreSQL is not installed, or if this program runs as root and the user `postgres` does not exist.
#[derive(Clone, Copy, Debug)]
pub struct Missing;

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "PostgreSQL is missing: install it (Debian: `sudo apt-get install postgresql`; Fedora: `sudo dnf install \
             postgresql-server`; Arch: `sudo pacman -S postgresql`; macOS: `brew install postgresql`).",
        )
    }
}

impl std::error::Error for Missing {}

/// The folder with PostgreSQL's programs, and the user who runs them.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    folder: PathBuf,
    user: Option<User>,
}

/// A user of the system.
#[derive(Clone, Copy, Debug)]
pub(crate) struct User {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl Programs {
    /// Finds PostgreSQL's programs in the search path. If they are not there, finds the newest version in the usual
    /// folders ([`VERSIONS`]). `is_root` says whether the current process runs as root. If it does, PostgreSQL's
    /// programs run as the user `postgres`, because PostgreSQL refuses to run as root. The system's package of
    /// PostgreSQL creates this user.
    pub(crate) fn find(is_root: bool) -> Result<Self, Missing> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        folders.extend(versions());
        let folder = folders.into_iter().find(|folder| has_programs(folder)).ok_or(Missing)?;
        let user = if is_root { Some(User::find("postgres").ok_or(Missing)?) } else { None };
        Ok(Self { folder, user })
    }

    /// Returns the user who runs the programs of PostgreSQL. `None` if this is the user who runs the current program.
    pub(crate) fn user(&self) -> Option<User> {
        self.user
    }

    /// Returns the path of a program.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Returns a command that runs a program as the user who may run PostgreSQL. The command has no input and no
    /// output.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        if let Some(user) = self.user {
            use std::os::unix::process::CommandExt;
            command.uid(user.uid).gid(user.gid);
        }
        command
    }
}

impl User {
    fn find(name: &str) -> Option<Self> {
        let id = |option| {
            let output = Command::new("id").args([option, name]).stderr(Stdio::null()).output().ok()?;
            String::from_utf8(output.stdout).ok()?.trim().parse().ok()
        };
        Some(Self { uid: id("-u")?, gid: id("-g")? })
    }
}

fn has_programs(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres", "psql"].iter().all(|program| folder.join(program).is_file())
}

/// Returns the folders of the installed versions, the newest version first.
fn versions() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in VERSIONS {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().trim_start_matches("postgresql@").to_owned();
            if let Ok(version) = name.parse::<u32>() {
                found.push((version, entry.path().join("bin")));
            }
        }
    }
    found.sort_by(|(a, _), (b, _)| b.cmp(a));
    found.into_iter().map(|(_, folder)| folder).collect()
}

//! Finds nginx and Caddy, or installs them with the system's package manager.

use super::{
    nginx,
    packages::{Packages, Permission},
    search,
};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};

/// The folders in which systems install servers. Usually, only the search path of root contains these folders. So
/// [`WebServer::find`] looks for a server in the user's search path first, and then in these folders.
const FOLDERS: [&str; 3] = ["/usr/sbin", "/usr/local/sbin", "/sbin"];
const NGINX: Packages = Packages {
    what: "nginx",
    time: "half a minute",
    // The second package lets nginx send files that are compressed with brotli.
    apt: &["nginx", "libnginx-mod-http-brotli-static"],
    dnf: &["nginx"],
    pacman: &["nginx"],
    brew: &["nginx"],
    services: &["nginx"],
};
/// The same module as in [`NGINX`], for a machine that has nginx without it.
const BROTLI: Packages = Packages {
    what: "nginx's module for brotli",
    time: "half a minute",
    apt: &["libnginx-mod-http-brotli-static"],
    dnf: &[],
    pacman: &[],
    brew: &[],
    // This package starts no service. If nginx runs as a service already, that is left as it is.
    services: &[],
};
const CADDY: Packages = Packages {
    what: "Caddy",
    time: "half a minute",
    apt: &["caddy"],
    dnf: &["caddy"],
    pacman: &["caddy"],
    brew: &["caddy"],
    services: &["caddy"],
};

/// A web server for which a build can write the configuration. The tests start the server with that configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebServer {
    /// nginx
    Nginx,
    /// Caddy
    Caddy,
}

impl WebServer {
    /// All of these servers.
    pub const ALL: [Self; 2] = [Self::Nginx, Self::Caddy];

    /// Returns the name of the server's program. The names of the server's tests begin with this name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
        }
    }

    /// Returns the path of the server's program, or `None` if it is not installed.
    pub fn find(self) -> Option<PathBuf> {
        let in_folders = || FOLDERS.iter().find_map(|folder| search::within(Path::new(folder), self.name()));
        search::first(self.name()).or_else(in_folders)
    }

    /// Installs the server's program if it is missing, and returns its path.
    ///
    /// # Errors
    /// If the server cannot be installed.
    pub async fn ensure(self, permission: Permission) -> Result<PathBuf> {
        if let Some(program) = self.find() {
            return Ok(program);
        }
        let packages = self.packages();
        packages.install(permission).await?;
        self.find().with_context(|| packages.missing("is still missing"))
    }

    /// Installs the module with which the server sends copies that are compressed with brotli, if this module is
    /// missing. The server's program must be installed. Caddy needs no module.
    ///
    /// # Errors
    /// If the module cannot be installed.
    pub async fn ensure_brotli(self, permission: Permission) -> Result<()> {
        if self.sends_brotli() {
            return Ok(());
        }
        BROTLI.install(permission).await?;
        ensure!(self.sends_brotli(), BROTLI.missing("is still missing"));
        Ok(())
    }

    /// Returns whether the server is installed and can send copies that are compressed with brotli.
    pub fn sends_brotli(self) -> bool {
        self.find().is_some_and(|program| self == Self::Caddy || nginx::brotli_module(&program).is_some())
    }

    fn packages(self) -> Packages {
        match self {
            Self::Nginx => NGINX,
            Self::Caddy => CADDY,
        }
    }
}

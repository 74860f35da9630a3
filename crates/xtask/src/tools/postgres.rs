//! Finds PostgreSQL, or installs it with the system's package manager. The tests start a PostgreSQL server of their
//! own.

use super::packages::{Packages, Permission};
use anyhow::Result;

const POSTGRES: Packages = Packages {
    what: "PostgreSQL",
    time: "half a minute",
    apt: &["postgresql"],
    dnf: &["postgresql-server"],
    pacman: &["postgresql"],
    brew: &["postgresql"],
    services: &["postgresql"],
};

/// Installs PostgreSQL if it is missing.
///
/// # Errors
/// If it cannot be installed.
pub async fn ensure(permission: Permission) -> Result<()> {
    if evergreen_postgres::find().is_err() {
        POSTGRES.install(permission).await?;
        evergreen_postgres::find()?;
    }
    Ok(())
}

//! The demo accounts, and the databases that belong to demos and to imitated servers. No other server may use such a
//! database, because everybody knows the demo password, and anybody may become an admin of an imitated server. So the
//! database is marked.

use crate::app_state::AppState;
use crate::client::Client;
use crate::response::InternalError;
use crate::store::{Mark, Role, Roles, fold_case};
use crate::{Config, Error, Like, accounts};

/// The names of the demo accounts, in the order of their ids.
const NAMES: [&str; 3] = ["user", "moderator", "admin"];
const PASSWORD: &str = "evergreen";

/// Returns whether `username` is the name of a demo account, and `password` is its password. The case of the name does
/// not matter.
pub(crate) fn is_demo_login(username: &str, password: &str) -> bool {
    NAMES.contains(&fold_case(username).as_str()) && password == PASSWORD
}

/// Prepares the database for a server with this configuration. A demo, an imitated server and a server with open roles
/// mark the database as theirs, and a demo adds the demo accounts. Any other server marks the database as its own at
/// its first start. So no demo can add accounts to this database, even if nobody has signed up yet.
///
/// # Errors
/// - [`Error::DemoDatabase`] or [`Error::NotADemoDatabase`] if the database belongs to a server of the other kind.
/// - [`Error::DemoPassword`] if a demo account has the demo password, although the configuration has no demo accounts.
/// - [`Error::Demo`] if the demo accounts cannot be created or checked, [`Error::Database`] for other errors of the
///   database.
pub(crate) async fn prepare_database(app: &AppState, config: &Config) -> Result<(), Error> {
    if config.demo || config.like != Like::Own || config.open_roles {
        // The database must have the mark `Demo` already, or it must be new. Older versions of the server did not write
        // marks. So a database with users and without a mark is not new: an older version has created it.
        let is_new = app.store.has_mark(Mark::Demo).await? || !app.store.has_users().await?;
        if !is_new || !app.store.claim(Mark::Demo).await? {
            return Err(Error::NotADemoDatabase);
        }
        if config.demo {
            add_accounts(app).await.map_err(|_| Error::Demo)?;
        }
        return Ok(());
    }
    if !app.store.claim(Mark::Production).await? {
        return Err(Error::DemoDatabase);
    }
    match account_with_demo_password(app).await {
        Ok(None) => Ok(()),
        Ok(Some(name)) => Err(Error::DemoPassword(name)),
        Err(_) => Err(Error::Demo),
    }
}

/// Adds the demo accounts `user`, `moderator` and `admin`, with the password `evergreen`. An account is left out if its
/// name or its e-mail address is taken. So an existing account is not changed.
async fn add_accounts(app: &AppState) -> Result<(), InternalError> {
    let all_roles = [Role::User, Role::Moderator, Role::Admin];
    let (server, _presence) = Client::server();
    for (index, name) in NAMES.into_iter().enumerate() {
        let email = format!("{name}@example.org");
        accounts::register(app, &server, name, &email, PASSWORD, &Roles::of(&all_roles[..=index])).await?;
    }
    Ok(())
}

/// Returns the name of the first demo account that exists and has the demo password.
async fn account_with_demo_password(app: &AppState) -> Result<Option<String>, InternalError> {
    let (server, _presence) = Client::server();
    for name in NAMES {
        if let Some(user) = app.store.user_by_name(name).await?
            && app.passwords.verify(&server, PASSWORD, Some(&user.password_hash)).await?.is_some()
        {
            return Ok(Some(user.username));
        }
    }
    Ok(None)
}

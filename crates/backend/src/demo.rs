//! The demo accounts, and the mark in a database that says which kind of server uses it. [`Mark::Demo`] is the mark of
//! a demo, of a server that imitates another server, and of a server with open roles. Everybody knows the password of
//! the demo accounts. If a server imitates another server or has open roles, anybody can become an admin there. So no
//! other server may use a database with this mark.

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

/// Prepares the database for a server with this configuration. There are two kinds of servers:
///
/// - The first kind is a demo, a server that imitates another server, or a server with open roles. It marks the
///   database with [`Mark::Demo`]. A demo also adds the demo accounts.
/// - The second kind is any other server. It marks the database with [`Mark::Production`] at its first start. From then
///   on, no server of the first kind can use this database, even if nobody has signed up yet. So no demo can add
///   accounts to this database.
///
/// # Errors
/// - [`Error::NotADemoDatabase`] if a server of the first kind finds the mark `Production`, or finds users but no mark.
/// - [`Error::DemoDatabase`] if a server of the second kind finds the mark `Demo`.
/// - [`Error::DemoPassword`] if a server of the second kind finds a demo account that has the demo password.
/// - [`Error::Demo`] if the demo accounts cannot be created or checked.
/// - [`Error::Database`] for other errors of the database.
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

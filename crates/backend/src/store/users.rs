//! The table `users`: adds users, and finds a user by the name or the id.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{Roles, Store};

/// A user as stored in the table `users`.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) id: i64,
    /// The username as written at sign-up.
    pub(crate) username: String,
    /// The e-mail address as written at sign-up.
    pub(crate) email: String,
    pub(crate) roles: Roles,
    /// The password hash as a PHC string.
    pub(crate) password_hash: String,
}

/// A user that [`Store::add_user`] adds.
pub(crate) struct NewUser<'a> {
    /// The username. No other user may have the same one, ignoring case.
    pub(crate) username: &'a str,
    /// The e-mail address. No other user may have the same one, ignoring case.
    pub(crate) email: &'a str,
    /// The password hash as a PHC string.
    pub(crate) password_hash: &'a str,
    pub(crate) roles: &'a Roles,
}

/// Why a user cannot be added: another user has the same username or e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// The username is taken; the e-mail address may be taken too.
    Username,
    /// The e-mail address is taken.
    Email,
}

impl Store {
    /// Returns which of the two is taken: the username or the e-mail address. If both are taken, returns
    /// [`Taken::Username`]. `None` if neither is taken.
    pub(crate) async fn taken(&self, username: &str, email: &str) -> Result<Option<Taken>, sqlx::Error> {
        let row = sqlx::query(
            "SELECT EXISTS (SELECT 1 FROM users WHERE username_key = ?1),
                    EXISTS (SELECT 1 FROM users WHERE email_key = ?2)",
        )
        .bind(fold_case(username))
        .bind(fold_case(email))
        .fetch_one(&self.pool)
        .await?;
        Ok(if row.try_get::<bool, _>(0)? {
            Some(Taken::Username)
        } else if row.try_get::<bool, _>(1)? {
            Some(Taken::Email)
        } else {
            None
        })
    }

    /// Adds a user and returns `None`. If the username or the e-mail address is taken, adds nothing and returns which
    /// of them is taken.
    pub(crate) async fn add_user(&self, user: NewUser<'_>) -> Result<Option<Taken>, sqlx::Error> {
        let added = sqlx::query(
            "INSERT INTO users (username, username_key, email, email_key, password_hash, roles)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(user.username)
        .bind(fold_case(user.username))
        .bind(user.email)
        .bind(fold_case(user.email))
        .bind(user.password_hash)
        .bind(user.roles.to_text())
        .execute(&self.pool)
        .await;
        match added {
            Ok(_) => Ok(None),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                let taken = self.taken(user.username, user.email).await?;
                Ok(Some(taken.unwrap_or(Taken::Username)))
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the user with this username, ignoring case; `None` if there is no such user.
    pub(crate) async fn user_by_name(&self, username: &str) -> Result<Option<User>, sqlx::Error> {
        sqlx::query("SELECT * FROM users WHERE username_key = ?1")
            .bind(fold_case(username))
            .try_map(user)
            .fetch_optional(&self.pool)
            .await
    }

    /// Returns the user with this id; `None` if there is no such user.
    pub(crate) async fn user(&self, id: i64) -> Result<Option<User>, sqlx::Error> {
        sqlx::query("SELECT * FROM users WHERE id = ?1").bind(id).try_map(user).fetch_optional(&self.pool).await
    }

    /// Returns the user with this id if the token family belongs to the user and is not revoked; otherwise `None`.
    pub(crate) async fn user_of_family(&self, id: i64, family: &str) -> Result<Option<User>, sqlx::Error> {
        sqlx::query(
            "SELECT users.* FROM users JOIN families ON families.user = users.id
             WHERE users.id = ?1 AND families.id = ?2 AND NOT families.revoked",
        )
        .bind(id)
        .bind(family)
        .try_map(user)
        .fetch_optional(&self.pool)
        .await
    }
}

fn user(row: SqliteRow) -> Result<User, sqlx::Error> {
    Ok(User {
        id: row.try_get("id")?,
        username: row.try_get("username")?,
        email: row.try_get("email")?,
        roles: Roles::parse(row.try_get("roles")?),
        password_hash: row.try_get("password_hash")?,
    })
}

/// Converts a username or an e-mail address to lower case. Compare only converted texts, because the contract ignores
/// case.
pub(crate) fn fold_case(name: &str) -> String {
    name.to_lowercase()
}

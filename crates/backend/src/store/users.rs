//! The table of accounts.
//! It must not know how a password is hashed, or which limits a name has to keep.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{Roles, Store};

/// An account.
#[derive(Clone, Debug)]
pub(crate) struct User {
    /// Its number.
    pub(crate) id: i64,
    /// The name, written as at sign-up.
    pub(crate) username: String,
    /// The e-mail address, written as at sign-up.
    pub(crate) email: String,
    /// What it may do.
    pub(crate) roles: Roles,
    /// The hash of its password, a PHC string.
    pub(crate) password_hash: String,
}

/// An account to be made.
pub(crate) struct NewUser<'a> {
    /// The name; matched without case.
    pub(crate) username: &'a str,
    /// The e-mail address; matched without case.
    pub(crate) email: &'a str,
    /// The hash of its password, a PHC string.
    pub(crate) password_hash: &'a str,
    /// What it may do.
    pub(crate) roles: &'a Roles,
}

/// What an account to be made has in common with an existing one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// The name (also if the address is taken too).
    Username,
    /// The e-mail address.
    Email,
}

impl Store {
    /// Whether name or address are taken.
    pub(crate) async fn taken(&self, username: &str, email: &str) -> Result<Option<Taken>, sqlx::Error> {
        let row = sqlx::query(
            "SELECT EXISTS (SELECT 1 FROM users WHERE username_key = ?1),
                    EXISTS (SELECT 1 FROM users WHERE email_key = ?2)",
        )
        .bind(fold(username))
        .bind(fold(email))
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

    /// Makes an account, unless name or address were taken in the meantime.
    pub(crate) async fn add_user(&self, user: NewUser<'_>) -> Result<Option<Taken>, sqlx::Error> {
        let added = sqlx::query(
            "INSERT INTO users (username, username_key, email, email_key, password_hash, roles)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(user.username)
        .bind(fold(user.username))
        .bind(user.email)
        .bind(fold(user.email))
        .bind(user.password_hash)
        .bind(user.roles.text())
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

    /// The account of this name, matched without case.
    pub(crate) async fn user_named(&self, username: &str) -> Result<Option<User>, sqlx::Error> {
        sqlx::query("SELECT * FROM users WHERE username_key = ?1")
            .bind(fold(username))
            .try_map(user)
            .fetch_optional(&self.pool)
            .await
    }

    /// The account of this number.
    pub(crate) async fn user(&self, id: i64) -> Result<Option<User>, sqlx::Error> {
        sqlx::query("SELECT * FROM users WHERE id = ?1").bind(id).try_map(user).fetch_optional(&self.pool).await
    }

    /// The account of this number, if this family of it stands.
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
        roles: Roles::read(row.try_get("roles")?),
        password_hash: row.try_get("password_hash")?,
    })
}

/// What two writings of the same name have in common: the contract matches names without case.
pub(crate) fn fold(name: &str) -> String {
    name.to_lowercase()
}

//! The table `users`: adds users, and finds a user by the name or the id.

use super::token_families::to_integer;
use super::{Roles, Store, on};

/// A user as stored in the table `users`. A disabled user is never read as this type.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct User {
    /// The id, which is also in the contract's responses.
    pub(crate) id: i64,
    /// The username as written at sign-up.
    pub(crate) username: String,
    /// The e-mail address as written at sign-up.
    pub(crate) email: String,
    /// The roles. They say which boards the user may see.
    #[sqlx(try_from = "String")]
    pub(crate) roles: Roles,
    /// The password hash as a PHC string.
    pub(crate) password_hash: String,
    /// A number that grows by 1 when the user changes the password, and when the operator resets the password, disables
    /// the user or ends all sessions of the user. A sign-in, or a change of the password, is refused if the number in
    /// the database has grown since this user was read.
    pub(super) credential_version: i64,
}

/// The columns of a [`User`]. A statement must name its columns: PostgreSQL refuses to run a prepared `SELECT *` again
/// after another instance has added a column.
macro_rules! user_columns {
    () => {
        "users.id, users.username, users.email, users.roles, users.password_hash, users.credential_version"
    };
}
pub(super) use user_columns;

/// A user that [`Store::add_user`] adds.
pub(crate) struct NewUser<'a> {
    /// The username. No other user may have the same username, even in another case.
    pub(crate) username: &'a str,
    /// What the username looks like ([`look_alike::skeleton`](crate::look_alike::skeleton)). No other user may have the
    /// same skeleton. With `None`, the username may look like that of another user.
    pub(crate) skeleton: Option<&'a str>,
    /// The e-mail address. No other user may have the same address, even in another case.
    pub(crate) email: &'a str,
    /// The password hash as a PHC string.
    pub(crate) password_hash: &'a str,
    /// The roles.
    pub(crate) roles: &'a Roles,
}

/// Why a user cannot be added: the username or the e-mail address is taken. A username is also taken if it looks like
/// the username of another user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// The username is taken; the e-mail address may be taken too.
    Username,
    /// The e-mail address is taken.
    Email,
}

impl Store {
    /// Returns which of the two is taken: the username or the e-mail address. If both are taken, returns
    /// [`Taken::Username`]. Returns `None` if neither is taken. A username is also taken if the name of another user
    /// has the same `skeleton`.
    pub(crate) async fn taken(
        &self,
        username: &str,
        skeleton: Option<&str>,
        email: &str,
    ) -> Result<Option<Taken>, sqlx::Error> {
        let statement = "SELECT EXISTS (SELECT 1 FROM users WHERE username_key = $1 OR username_skeleton = $3),
                                EXISTS (SELECT 1 FROM users WHERE email_key = $2)";
        let (username, email): (bool, bool) = on!(&self.read, db => {
            let query = sqlx::query_as(statement).bind(fold_case(username)).bind(fold_case(email)).bind(skeleton);
            query.fetch_one(db).await?
        });
        Ok(if username {
            Some(Taken::Username)
        } else if email {
            Some(Taken::Email)
        } else {
            None
        })
    }

    /// Adds a user and returns `None`. If the username or the e-mail address is taken, adds nothing and returns which
    /// of them is taken.
    pub(crate) async fn add_user(&self, user: NewUser<'_>) -> Result<Option<Taken>, sqlx::Error> {
        let added = on!(&self.write, db => {
            sqlx::query(
                "INSERT INTO users (username, username_key, email, email_key, password_hash, roles, username_skeleton)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(user.username)
            .bind(fold_case(user.username))
            .bind(user.email)
            .bind(fold_case(user.email))
            .bind(user.password_hash)
            .bind(user.roles.to_text())
            .bind(user.skeleton)
            .execute(db)
            .await
            .map(drop)
        });
        match added {
            Ok(()) => Ok(None),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                let taken = self.taken(user.username, user.skeleton, user.email).await?;
                Ok(Some(taken.unwrap_or(Taken::Username)))
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the user with this username, ignoring case; `None` if there is no such user, or if the user is disabled.
    pub(crate) async fn user_by_name(&self, username: &str) -> Result<Option<User>, sqlx::Error> {
        // No user has a name with the character NUL. Such a name is not sent to the database, because PostgreSQL would
        // report an error.
        if username.contains('\0') {
            return Ok(None);
        }
        let statement = concat!("SELECT ", user_columns!(), " FROM users WHERE username_key = $1 AND NOT disabled");
        on!(&self.read, db => sqlx::query_as(statement).bind(fold_case(username)).fetch_optional(db).await)
    }

    /// Returns the user with this id; `None` if there is no such user, or if the user is disabled.
    pub(crate) async fn user(&self, id: i64) -> Result<Option<User>, sqlx::Error> {
        let statement = concat!("SELECT ", user_columns!(), " FROM users WHERE id = $1 AND NOT disabled");
        on!(&self.read, db => sqlx::query_as(statement).bind(id).fetch_optional(db).await)
    }

    /// Returns the user with this id. Returns `None` if there is no such user or if the user is disabled. Also returns
    /// `None` if the token family does not belong to the user, if it is revoked, or if its session began at
    /// `began_after` (milliseconds since 1970) or earlier.
    pub(crate) async fn user_of_family(
        &self,
        id: i64,
        family: &str,
        began_after: u64,
    ) -> Result<Option<User>, sqlx::Error> {
        let statement = concat!(
            "SELECT ",
            user_columns!(),
            " FROM users JOIN families ON families.user_id = users.id
             WHERE users.id = $1 AND families.id = $2 AND families.began_at > $3
             AND NOT families.revoked AND NOT users.disabled"
        );
        on!(&self.read, db => {
            sqlx::query_as(statement).bind(id).bind(family).bind(to_integer(began_after)).fetch_optional(db).await
        })
    }
}

/// Converts a username or an e-mail address to lower case. Compare only converted texts, because the contract ignores
/// case.
pub(crate) fn fold_case(name: &str) -> String {
    name.to_lowercase()
}

//! This module lists all users, replaces the roles of a user, and enables a disabled user. None of these operations
//! ends a session.

use super::{Roles, Store, fold_case, on};

/// A user in the list of all users, without the password hash.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct ListedUser {
    /// The id, which is also in the contract's responses.
    pub(crate) id: i64,
    /// The username as written at sign-up.
    pub(crate) username: String,
    /// The e-mail address as written at sign-up.
    pub(crate) email: String,
    /// The roles.
    #[sqlx(try_from = "String")]
    pub(crate) roles: Roles,
    /// Whether the operator has disabled the user.
    pub(crate) disabled: bool,
}

impl Store {
    /// Returns all users in the order of their ids, also the disabled ones.
    pub(crate) async fn users(&self) -> Result<Vec<ListedUser>, sqlx::Error> {
        let statement = "SELECT id, username, email, roles, disabled FROM users ORDER BY id";
        on!(&self.read, db => sqlx::query_as(statement).fetch_all(db).await)
    }

    /// Replaces all roles of the user with this name by these roles. The case of the name is ignored. Returns false if
    /// there is no such user.
    pub(crate) async fn set_roles(&self, username: &str, roles: &Roles) -> Result<bool, sqlx::Error> {
        let statement = "UPDATE users SET roles = $2 WHERE username_key = $1";
        on!(&self.write, db => {
            let result = sqlx::query(statement).bind(fold_case(username)).bind(roles.to_text()).execute(db).await?;
            Ok(result.rows_affected() == 1)
        })
    }

    /// Lets the disabled user with this name sign in again. The case of the name is ignored. Returns false if there is
    /// no such user.
    pub(crate) async fn enable(&self, username: &str) -> Result<bool, sqlx::Error> {
        let statement = "UPDATE users SET disabled = FALSE WHERE username_key = $1";
        on!(&self.write, db => {
            Ok(sqlx::query(statement).bind(fold_case(username)).execute(db).await?.rows_affected() == 1)
        })
    }
}

//! The statement that replaces the password hash of a user whose password stays the same. The new hash has the current
//! cost.

use super::{Store, on};

impl Store {
    /// Replaces the password hash of the user with this id, if it is still `old`. Otherwise the password was changed in
    /// the meantime, and nothing is replaced.
    pub(crate) async fn replace_password_hash(&self, user: i64, old: &str, new: &str) -> Result<(), sqlx::Error> {
        let statement = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
        on!(&self.write, db => sqlx::query(statement).bind(user).bind(old).bind(new).execute(db).await.map(drop))
    }
}

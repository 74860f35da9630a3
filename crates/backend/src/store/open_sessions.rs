//! The statement that finds out which of many sessions have not ended. It also returns the names and the roles of their
//! users.

use super::token_families::to_integer;
use super::{Roles, Store, User, on};

/// What an app shows of a user, and what can change while a session lasts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) username: String,
    pub(crate) roles: Roles,
}

impl From<User> for Profile {
    fn from(user: User) -> Self {
        Self { username: user.username, roles: user.roles }
    }
}

impl User {
    /// Returns a text that is another one for another user or another [`Profile`].
    pub(crate) fn profile_text(&self) -> String {
        format!("{}\n{}\n{}", self.id, self.username, self.roles.to_text())
    }
}

impl Store {
    /// Finds out which of the sessions `ids` have not ended at `now` and began after `began_after`. Returns the
    /// identifier of each such session, together with the profile of its user. Both times are in milliseconds since
    /// 1970.
    pub(crate) async fn open_sessions(
        &self,
        ids: &[String],
        now: u64,
        began_after: u64,
    ) -> Result<Vec<(String, Profile)>, sqlx::Error> {
        // All identifiers are sent in one parameter, as a list in JSON. A database limits the number of parameters, so
        // one parameter for each identifier would limit the number of sessions.
        let statement = self.read.choose(
            "SELECT families.id, username, roles FROM families JOIN users ON users.id = families.user_id
             WHERE families.id IN (SELECT value FROM json_each($1))
             AND NOT revoked AND NOT disabled AND expires_at > $2 AND began_at > $3",
            "SELECT families.id, username, roles FROM families JOIN users ON users.id = families.user_id
             WHERE families.id IN (SELECT json_array_elements_text(CAST($1 AS JSON)))
             AND NOT revoked AND NOT disabled AND expires_at > $2 AND began_at > $3",
        );
        let ids = serde_json::Value::from(ids).to_string();
        let rows: Vec<(String, String, String)> = on!(&self.read, db => {
            let query = sqlx::query_as(statement).bind(ids).bind(to_integer(now)).bind(to_integer(began_after));
            query.fetch_all(db).await?
        });
        let session = |(id, username, roles)| (id, Profile { username, roles: Roles::from(roles) });
        Ok(rows.into_iter().map(session).collect())
    }
}

//! The column `username_skeleton` of the table `users`, which says what a username looks like. This module fills the
//! column for users who were added without it.

use std::collections::HashSet;

use super::{Store, on};
use crate::look_alike;

/// How many users are read at a time, and changed by one statement.
const BATCH: i64 = 1000;

impl Store {
    /// Fills the column `username_skeleton` for all users who have no skeleton, the oldest account first. If the names
    /// of two users without a skeleton look alike, both users keep their names, but only the older account gets the
    /// skeleton. This one skeleton is enough to refuse a new user whose name looks like those of the two users. Several
    /// servers may call this function at the same time, even while users sign up.
    pub(crate) async fn fill_skeletons(&self) -> Result<(), sqlx::Error> {
        let mut last = 0;
        loop {
            let select = "SELECT id, username FROM users WHERE username_skeleton IS NULL AND id > $1
                 ORDER BY id LIMIT $2";
            let users: Vec<(i64, String)> =
                on!(&self.read, db => sqlx::query_as(select).bind(last).bind(BATCH).fetch_all(db).await?);
            let Some(&(end, _)) = users.last() else { return Ok(()) };
            match self.set_skeletons(&users).await {
                Ok(()) => last = end,
                // In the meantime, another server has added a user whose name has one of these skeletons. The next
                // attempt finds this user.
                Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Sets the skeletons of these users. Each user is given by id and name. A user is left out if the name looks like
    /// that of an earlier user in the list, or like that of a user who already has a skeleton.
    async fn set_skeletons(&self, users: &[(i64, String)]) -> Result<(), sqlx::Error> {
        let mut seen = HashSet::new();
        let skeletons = users.iter().map(|(id, name)| (id, look_alike::skeleton(name)));
        let new: Vec<_> = skeletons.filter(|(_, skeleton)| seen.insert(skeleton.clone())).collect();
        // One statement sets the skeletons of all users in the list. In PostgreSQL, one statement for each user would
        // take long. In SQLite, the sign `+` prevents the use of the index of this column. With this index, SQLite
        // would go through all users without a skeleton, and search the whole list for each of them. Without this
        // index, SQLite goes through the list, and finds each user by the id.
        let update = self.write.choose(
            "UPDATE users SET username_skeleton = new.value ->> 1 FROM json_each($1) AS new
             WHERE users.id = new.value ->> 0 AND +username_skeleton IS NULL
             AND NOT EXISTS (SELECT 1 FROM users AS other WHERE other.username_skeleton = new.value ->> 1)",
            "UPDATE users SET username_skeleton = new.value ->> 1 FROM json_array_elements($1::json) AS new(value)
             WHERE users.id = CAST(new.value ->> 0 AS BIGINT) AND username_skeleton IS NULL
             AND NOT EXISTS (SELECT 1 FROM users AS other WHERE other.username_skeleton = new.value ->> 1)",
        );
        let new = serde_json::Value::from_iter(new.into_iter().map(|(id, skeleton)| serde_json::json!([id, skeleton])));
        on!(&self.write, db => sqlx::query(update).bind(new.to_string()).execute(db).await.map(drop))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Taken;
    use crate::store::tests::{create_older, shared_databases};

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn names_of_an_older_version_are_compared_too() {
        let directory = tempfile::tempdir().expect("a directory");
        let names = ["carol", "Paypal", "paypa1", "dave"];
        let more = (0..3000).map(|n| format!("user{n}"));
        let values = names.iter().map(|name| (*name).to_owned()).chain(more);
        let values: Vec<_> =
            values.map(|name| format!("('{name}', lower('{name}'), '{name}', '{name}', '', '')")).collect();
        let insert = format!(
            "INSERT INTO users (username, username_key, email, email_key, password_hash, roles) VALUES {}",
            values.join(", ")
        );
        for database in shared_databases(directory.path()) {
            create_older(&database, 4, std::slice::from_ref(&insert)).await;
            let (one, two) =
                (Store::open(&database).await.expect("it opens"), Store::open(&database).await.expect("it opens"));
            let (first, second) = tokio::join!(one.fill_skeletons(), two.fill_skeletons());
            first.and(second).expect("both succeed");
            let left: Vec<String> = on!(&one.read, db => {
                let statement = "SELECT username FROM users WHERE username_skeleton IS NULL";
                sqlx::query_scalar(statement).fetch_all(db).await.expect("the users")
            });
            assert_eq!(left, ["paypa1"], "{database:?}: the older account has the skeleton");
            for (name, expected) in
                [("payPaI", Some(Taken::Username)), ("car0l", Some(Taken::Username)), ("erin", None)]
            {
                let taken = one.taken(name, Some(&look_alike::skeleton(name)), "new@example.org").await;
                assert_eq!(taken.expect("a result"), expected, "{database:?} {name}");
            }
        }
    }
}

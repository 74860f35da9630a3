//! Tells a server which users' sessions have changed. The change may be made by this server, by another server, or by
//! an operator's command. Triggers in the database, which the migrations define, see each change. In PostgreSQL, the
//! triggers report a change with `NOTIFY`. In SQLite, they write the change to the table `session_changes`.
//!
//! SQLite cannot notify another process, and an operator's command is another process. So the server reads the table
//! `session_changes` twice a second while there are open streams. SQLite also has a counter of changes, `data_version`,
//! but the server cannot use it instead of the table. The counter changes with each write, even with a refresh, and it
//! does not say which user's sessions the server must read again.

use std::convert::Infallible;
use std::time::Duration;

use sqlx::postgres::{PgListener, PgPoolOptions};
use sqlx::{PgPool, SqlitePool};
use tokio::sync::{mpsc, watch};

use super::Store;
use super::pool::Pool;

/// The name of the channel in PostgreSQL. The triggers in the migrations send their notifications to the same channel.
const CHANNEL: &str = "evergreen_session_changes";
/// The pause before the server reads the table `session_changes` of SQLite again.
const POLL: Duration = Duration::from_millis(500);
/// The pause after an error of PostgreSQL, before the server connects again.
const RETRY: Duration = Duration::from_secs(1);
/// How long a new connection to PostgreSQL may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The user whose sessions have changed, if the user is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Changed {
    /// A session of this user has ended, or the user's name or roles have changed.
    User(i64),
    /// The sessions of any user may have changed. This is sent after each new connection to PostgreSQL. Without a
    /// connection, the server is not notified of changes, so it may have missed some.
    Anybody,
}

impl Store {
    /// Sends the users whose sessions have changed, until the receiver is dropped or `stop` becomes true. After an
    /// error of the database, logs the error and tries again. `open` is the number of open streams. With SQLite,
    /// nothing is read while this number is 0.
    pub(crate) async fn follow_session_changes(
        &self,
        open: watch::Receiver<usize>,
        mut stop: watch::Receiver<bool>,
        changed: mpsc::UnboundedSender<Changed>,
    ) {
        match &self.read {
            Pool::Sqlite(db) => poll(db, open, stop, &changed).await,
            Pool::Postgres(db) => {
                tokio::select! {
                    _ = stop.wait_for(|stop| *stop) => {}
                    () = changed.closed() => {}
                    () = listen_again(db, &changed) => {}
                }
            }
        }
    }
}

/// Reads the table `session_changes` again and again. If the server stops during a query, this function returns only
/// after the query has ended. It never drops a query, because this could close the connection. A database in memory is
/// lost when its connection is closed.
async fn poll(
    db: &SqlitePool,
    mut open: watch::Receiver<usize>,
    mut stop: watch::Receiver<bool>,
    changed: &mpsc::UnboundedSender<Changed>,
) {
    // `seen` begins at 0, so the first read also finds the changes that happened before the first stream was opened.
    // These old changes do no harm. They only cause some sessions with open streams to be read once without need.
    let mut seen = 0;
    loop {
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = changed.closed() => return,
            () = async {
                tokio::time::sleep(POLL).await;
                let _ = open.wait_for(|open| *open > 0).await;
            } => {}
        }
        let statement = "SELECT user_id, version FROM session_changes WHERE version > $1 ORDER BY version";
        match sqlx::query_as(statement).bind(seen).fetch_all(db).await {
            Ok(rows) => {
                for (user, version) in rows {
                    let (user, version): (i64, i64) = (user, version);
                    seen = version;
                    let _ = changed.send(Changed::User(user));
                }
            }
            Err(error) => tracing::warn!(%error, "cannot read which sessions have changed"),
        }
    }
}

/// Listens to PostgreSQL. After an error, connects again.
async fn listen_again(db: &PgPool, changed: &mpsc::UnboundedSender<Changed>) {
    loop {
        let Err(error) = listen(db, changed).await;
        tracing::warn!(%error, "cannot listen for changes of sessions; connecting again");
        tokio::time::sleep(RETRY).await;
    }
}

/// Listens on a connection of its own. `LISTEN` applies only to the connection that executes it, so the listener must
/// keep this connection. If the connection came from `db`, it would be missing there for the queries.
async fn listen(db: &PgPool, changed: &mpsc::UnboundedSender<Changed>) -> Result<Infallible, sqlx::Error> {
    let options = db.connect_options().as_ref().clone();
    let own = PgPoolOptions::new().max_connections(1).acquire_timeout(CONNECT_TIMEOUT).max_lifetime(None);
    let mut listener = PgListener::connect_with(&own.connect_with(options).await?).await?;
    listener.ignore_pool_close_event(true);
    listener.listen(CHANNEL).await?;
    // The server was not notified of changes before this moment. So the sessions of any user may have changed.
    let _ = changed.send(Changed::Anybody);
    loop {
        let notification = listener.try_recv().await?;
        // If `notification` is `None`, the connection was lost, and the listener has connected again. The server was
        // not notified of the changes in between, so the sessions of any user may have changed.
        let user = notification.and_then(|notification| notification.payload().parse().ok());
        let _ = changed.send(user.map_or(Changed::Anybody, Changed::User));
    }
}

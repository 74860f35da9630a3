//! Sends events to the open streams of sessions. When a session may have changed, the server reads it from the database
//! again. If it has really changed, its streams get an event. A notification of a change is only a reason to read the
//! database, because only the database is always right.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::MissedTickBehavior;

use crate::app_state::AppState;
use crate::connection::wait_for_stop;
use crate::store::Changed;

/// The pause after which the server reads all sessions with open streams again. It does so for two reasons. There is no
/// notification when a session expires, so the streams of an expired session end only at the next reading. And the
/// notification of a change can be lost; the next reading finds the change.
const PAUSE: Duration = Duration::from_secs(10);
/// How many sessions one statement reads.
const CHUNK: usize = 1000;

/// Sends the events until `stop` becomes true. Then ends all streams, so that their connections end too. When the
/// server stops, it waits for its open connections, but only for a limited time. If the streams did not end, the server
/// would wait for the whole of this time.
pub(crate) async fn run(app: Arc<AppState>, mut stop: watch::Receiver<bool>) {
    let (sender, mut changed) = mpsc::unbounded_channel();
    let follow = app.store.follow_session_changes(app.event_streams.count(), stop.clone(), sender);
    let send = async {
        let mut buffer = Vec::new();
        let mut pause = tokio::time::interval(PAUSE);
        pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let users = tokio::select! {
                () = wait_for_stop(&mut stop) => break,
                _ = pause.tick() => None,
                count = changed.recv_many(&mut buffer, CHUNK) => {
                    if count == 0 {
                        break;
                    }
                    users(&mut buffer)
                }
            };
            read_again(&app, users.as_ref()).await;
        }
        app.event_streams.close();
    };
    tokio::join!(follow, send);
}

/// Reads sessions with open streams from the database again: the sessions of `users`, or all sessions if `users` is
/// `None`. If a session has ended, or if its user has changed, sends an event to the streams of the session. If the
/// database fails, this function only logs the error, because the server reads all sessions again after [`PAUSE`].
pub(crate) async fn read_again(app: &AppState, users: Option<&HashSet<i64>>) {
    let sessions = app.event_streams.sessions(users);
    for chunk in sessions.chunks(CHUNK) {
        let ids: Vec<_> = chunk.iter().map(|(_, id)| id.clone()).collect();
        let now = app.clock.now();
        let began_after = now.saturating_sub(app.refresh_policy.session_lifetime);
        match app.store.open_sessions(&ids, now, began_after).await {
            Ok(open) => {
                let open: HashMap<_, _> = open.into_iter().collect();
                for (user, id) in chunk {
                    app.event_streams.update(*user, id, open.get(id));
                }
            }
            Err(error) => tracing::warn!(%error, "cannot read the sessions with open streams"),
        }
    }
}

/// Empties the buffer, and returns the users in it. Returns `None` if a change in the buffer does not name its
/// user. Then the sessions of every user have to be checked.
fn users(buffer: &mut Vec<Changed>) -> Option<HashSet<i64>> {
    let changed = buffer.drain(..).map(|changed| match changed {
        Changed::User(user) => Some(user),
        Changed::Anybody => None,
    });
    changed.collect()
}

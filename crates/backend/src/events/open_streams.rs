//! The registry of all open streams, with limits on their number.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, watch};

use super::stream::{EventStream, SessionEvent};
use crate::client_counts::ClientCounts;
use crate::store::Profile;

/// The maximum number of open streams of a session. The app opens one stream for all tabs of a browser. While another
/// tab takes over the stream, there are two. The number is low, because each stream uses a connection, and with
/// HTTP/1.1 a browser opens only six connections to a server.
const MAX_PER_SESSION: usize = 3;
/// The maximum number of open streams of one client. It is high, because all browsers of a company can have the same
/// address.
const MAX_PER_CLIENT: usize = 1024;
/// The maximum number of open streams of all clients of one site. An IPv6 site can have many clients. An IPv4 site is
/// one address and has only one client, so the limit [`MAX_PER_CLIENT`] is reached first.
const MAX_PER_SITE: usize = 4 * MAX_PER_CLIENT;
/// The maximum number of open streams of the server.
const MAX: usize = 16_384;
/// The maximum number of events that wait in a stream while its client does not read.
const WAITING: usize = 4;

/// All open streams of a server.
pub(crate) struct OpenStreams {
    state: Mutex<State>,
    max: usize,
    count: watch::Sender<usize>,
}

#[derive(Default)]
struct State {
    /// The streams of each user, oldest first. No list is empty.
    users: HashMap<i64, Vec<OpenStream>>,
    /// The number of all streams.
    count: usize,
    /// How many streams each client and each site has. If the number of a client's streams is not limited, the streams
    /// of this client are not counted here.
    clients: ClientCounts<MAX_PER_CLIENT, MAX_PER_SITE>,
    next_number: u64,
    /// True once the server stops. Then no more streams are opened.
    closed: bool,
}

/// An open stream. The stream ends when `events` is dropped.
struct OpenStream {
    number: u64,
    session: String,
    /// What the client knows of the user.
    profile: Profile,
    /// The address of the client that opened the stream. `None` if the number of this client's streams is not limited.
    address: Option<IpAddr>,
    events: mpsc::Sender<SessionEvent>,
}

/// Too many streams are open, or the server stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoStream;

impl OpenStreams {
    /// Returns a registry without streams. Half of the files that the process may open stay free for other connections.
    pub(crate) fn new() -> Arc<Self> {
        Self::with_max(MAX.min(max_open_files() / 2))
    }

    fn with_max(max: usize) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), max, count: watch::Sender::new(0) })
    }

    /// Opens a stream for a session of the user with this id. If the session has too many streams already, its oldest
    /// stream ends first. `address` is the client's address; `None` if the streams of the client are not limited.
    ///
    /// # Errors
    /// The client, its site or the server has too many streams, or the server stops.
    pub(crate) fn open(
        self: &Arc<Self>,
        user: i64,
        session: &str,
        profile: Profile,
        address: Option<IpAddr>,
    ) -> Result<EventStream, NoStream> {
        let mut state = self.lock();
        let of_session = |stream: &OpenStream| stream.session == session;
        let streams = state.users.get(&user).map_or(&[][..], Vec::as_slice);
        if streams.iter().filter(|stream| of_session(stream)).count() >= MAX_PER_SESSION {
            let oldest = streams.iter().find(|stream| of_session(stream)).map(|stream| stream.number);
            oldest.into_iter().for_each(|number| state.remove(user, |stream| stream.number == number));
        }
        if state.closed || state.count >= self.max || address.is_some_and(|address| state.clients.is_full(address)) {
            return Err(NoStream);
        }
        let (events, received) = mpsc::channel(WAITING);
        let number = state.next_number;
        state.next_number += 1;
        if let Some(address) = address {
            state.clients.add(address);
        }
        let stream = OpenStream { number, session: session.to_owned(), profile, address, events };
        state.users.entry(user).or_default().push(stream);
        state.count += 1;
        self.publish_count(&state);
        Ok(EventStream::new(received, self.clone(), user, number))
    }

    /// Returns the sessions with open streams, each with the id of its user. With `None`, returns the sessions of all
    /// users; otherwise only those of `users`.
    pub(crate) fn sessions(&self, users: Option<&HashSet<i64>>) -> Vec<(i64, String)> {
        let state = self.lock();
        let of = |(user, streams): (&i64, &Vec<OpenStream>)| {
            let sessions: HashSet<_> = streams.iter().map(|stream| &stream.session).collect();
            sessions.into_iter().map(|session| (*user, session.clone())).collect::<Vec<_>>()
        };
        match users {
            None => state.users.iter().flat_map(of).collect(),
            Some(users) => users.iter().filter_map(|user| state.users.get_key_value(user)).flat_map(of).collect(),
        }
    }

    /// Tells the clients of a session what has changed. `user` is the id of the session's user. `profile` is the user's
    /// present profile; `None` means that the session has ended. If the session has ended, each of its streams gets the
    /// event `Ended` and is removed. Otherwise, each stream whose client knows another profile gets the event
    /// `Changed` if the queue of the stream has room.
    pub(crate) fn update(&self, user: i64, session: &str, profile: Option<&Profile>) {
        let mut state = self.lock();
        let Some(streams) = state.users.get_mut(&user) else { return };
        for stream in streams.iter_mut().filter(|stream| stream.session == session) {
            match profile {
                Some(profile) if *profile == stream.profile => {}
                Some(profile) => {
                    stream.profile = profile.clone();
                    // One place of the queue stays free for the last event, `Ended`. If no other place is free, several
                    // events `Changed` already wait for the client, so the client does not need another one.
                    if stream.events.capacity() > 1 {
                        let _ = stream.events.try_send(SessionEvent::Changed);
                    }
                }
                None => {
                    let _ = stream.events.try_send(SessionEvent::Ended);
                }
            }
        }
        if profile.is_none() {
            state.remove(user, |stream| stream.session == session);
            self.publish_count(&state);
        }
    }

    /// Ends all streams, and opens no more.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        *state = State { closed: true, next_number: state.next_number, ..State::default() };
        self.publish_count(&state);
    }

    /// Removes the stream of `user` with this number. Called when its [`EventStream`] is dropped, for example because
    /// the client has left. Removes nothing if the server has already removed the stream, for example because the
    /// session has ended.
    pub(super) fn remove(&self, user: i64, number: u64) {
        let mut state = self.lock();
        state.remove(user, |stream| stream.number == number);
        self.publish_count(&state);
    }

    /// Returns a receiver of the number of open streams.
    pub(crate) fn count(&self) -> watch::Receiver<usize> {
        self.count.subscribe()
    }

    fn publish_count(&self, state: &State) {
        self.count.send_replace(state.count);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Removes those streams of a user for which `applies` returns true.
    fn remove(&mut self, user: i64, applies: impl Fn(&OpenStream) -> bool) {
        let Some(streams) = self.users.get_mut(&user) else { return };
        for stream in streams.extract_if(.., |stream| applies(stream)) {
            self.count -= 1;
            if let Some(address) = stream.address {
                self.clients.subtract(address);
            }
        }
        if streams.is_empty() {
            self.users.remove(&user);
        }
    }
}

/// Returns how many files the process may open. Each connection counts as one file.
fn max_open_files() -> usize {
    #[cfg(unix)]
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    #[cfg(not(unix))]
    let limit = None;
    limit.and_then(|limit: u64| usize::try_from(limit).ok()).unwrap_or(usize::MAX)
}

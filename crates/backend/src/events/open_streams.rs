//! The registry of all open streams, with limits on their number.

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

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::net::{Ipv4Addr, Ipv6Addr};
    use std::pin::Pin;

    use futures_core::Stream;

    use super::*;

    fn client(number: u32) -> Option<IpAddr> {
        Some(Ipv4Addr::from_bits(number).into())
    }

    /// Reads the stream until it ends. Returns how many events were in it.
    async fn events(mut stream: EventStream) -> usize {
        let mut count = 0;
        while poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await.is_some() {
            count += 1;
        }
        count
    }

    #[tokio::test]
    async fn the_newest_streams_of_a_session_stay() {
        let streams = OpenStreams::with_max(100);
        let open = |session: &str| streams.open(1, session, Profile::default(), client(1)).expect("a stream");
        let other = open("other");
        let first = open("one");
        let kept: Vec<_> = (0..MAX_PER_SESSION).map(|_| open("one")).collect();
        assert_eq!(events(first).await, 0, "it has ended without an event");
        assert_eq!(*streams.count().borrow(), MAX_PER_SESSION + 1);
        streams.update(1, "one", None);
        for stream in kept {
            assert_eq!(events(stream).await, 1);
        }
        assert_eq!(*streams.count().borrow(), 1);
        drop(other);
        assert_eq!(*streams.count().borrow(), 0);
        assert!(streams.lock().users.is_empty() && streams.lock().clients.is_empty(), "closed streams use no memory");
    }

    #[tokio::test]
    async fn the_streams_of_a_client_and_of_the_server_are_limited() {
        let streams = OpenStreams::with_max(MAX_PER_CLIENT + 2);
        let open = |user: usize, client| {
            let user = i64::try_from(user).expect("a small number");
            streams.open(user, &user.to_string(), Profile::default(), client)
        };
        let mut of_one: Vec<_> = (0..MAX_PER_CLIENT).map(|user| open(user, client(1)).expect("a stream")).collect();
        assert_eq!(open(5000, client(1)).err(), Some(NoStream));
        let _other = open(5000, client(2)).expect("a stream of another client");
        let _unlimited = open(5001, None).expect("a stream through a proxy");
        assert_eq!(open(5002, None).err(), Some(NoStream), "the server has too many");
        drop(of_one.pop());
        assert!(open(5002, client(1)).is_ok());
        streams.close();
        assert_eq!(events(of_one.remove(0)).await, 0);
        assert_eq!(open(5003, None).err(), Some(NoStream), "the server stops");
    }

    /// An IPv6 site is a /48 network, and contains many smaller networks. All of them together may open only
    /// [`MAX_PER_SITE`] streams. Without this limit, a customer who has a whole /48 network could use up all streams of
    /// the server.
    #[tokio::test]
    async fn the_networks_of_one_site_share_its_streams() {
        let streams = OpenStreams::with_max(2 * MAX_PER_SITE);
        let address = |site: u16, network: u16| Some(Ipv6Addr::new(0x2001, 0xdb8, site, network, 0, 0, 0, 1).into());
        let open = |user: i64, address| streams.open(user, &user.to_string(), Profile::default(), address);
        let mut open_streams = Vec::new();
        for network in 0..5000 {
            open_streams.extend(open(network.into(), address(1, network)));
        }
        assert_eq!(open_streams.len(), MAX_PER_SITE);
        assert!(open(6000, address(2, 0)).is_ok(), "another site");
        drop(open_streams.pop());
        assert!(open(6001, address(1, 6001)).is_ok(), "a closed stream does not count");
    }

    #[tokio::test]
    async fn a_client_that_does_not_read_still_gets_the_last_event() {
        let streams = OpenStreams::with_max(100);
        let [one, two] = ["one", "two"].map(|name| Profile { username: name.to_owned(), ..Profile::default() });
        let stream = streams.open(1, "a", one.clone(), None).expect("a stream");
        streams.update(1, "a", Some(&one));
        for profile in [&two, &one].into_iter().cycle().take(100) {
            streams.update(1, "a", Some(profile));
        }
        streams.update(1, "a", None);
        assert_eq!(events(stream).await, WAITING, "some changes and the end");
    }
}

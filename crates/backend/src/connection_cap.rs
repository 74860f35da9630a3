//! The limits on open connections: of all clients together, and of each client. If all places are taken, the connection
//! that has been idle longest makes room for a new one. So clients that hold idle connections cannot keep other clients
//! out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::client_counts::ClientCounts;

/// The maximum number of open connections. Further ones wait in the operating system's queue.
const MAX_CONNECTIONS: usize = 1024;
/// The maximum number of open connections of one client. A browser opens at most six connections to one host. The
/// maximum is much higher, because all browsers of a company may have the same address.
const MAX_PER_CLIENT: usize = 256;
/// The maximum number of open connections of all clients of one [site](crate::client::site). An IPv6 site can have many
/// clients. An IPv4 site is a single address, so it has only one client.
const MAX_PER_SITE: usize = 256;
/// If no connection is idle, the server looks for an idle one again after this pause.
const IDLE_RETRY: Duration = Duration::from_millis(50);

/// The open connections of all clients.
pub(crate) struct ConnectionCap {
    places: Arc<Semaphore>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    counts: ClientCounts<MAX_PER_CLIENT, MAX_PER_SITE>,
    /// For each counted connection, its number and its activity. A connection is removed from here when it is told to
    /// close, or when it gives its place back.
    open: HashMap<u64, Arc<Activity>>,
    next_number: u64,
}

/// What a connection does at the moment, and the signal to close it.
#[derive(Debug)]
struct Activity {
    /// The time at which the connection began to wait for a request; `None` during a request.
    idle_since: Mutex<Option<Instant>>,
    close: Notify,
}

/// An open connection. It occupies a place, and the number of places is limited. The place becomes free when this value
/// is dropped, or earlier if a handler gives up the place.
pub(crate) struct OpenConnection {
    activity: Arc<Activity>,
    /// `None` if a handler has given up the place.
    place: Mutex<Option<Place>>,
}

/// The place of a connection. When this value is dropped, the place is free again.
struct Place {
    /// The connection's number and the address of its client; `None` for a trusted proxy.
    counted: Option<(Arc<ConnectionCap>, u64, IpAddr)>,
    _permit: OwnedSemaphorePermit,
}

/// A request on a connection. Until this value is dropped, the connection is not idle.
#[derive(Debug)]
pub(crate) struct Busy(Arc<Activity>);

impl Default for ConnectionCap {
    fn default() -> Self {
        Self::new(MAX_CONNECTIONS)
    }
}

impl ConnectionCap {
    fn new(places: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), state: Mutex::default() }
    }

    /// Returns the place for a new connection. If there is none, closes the connection that has been idle longest, and
    /// waits until its place is free.
    pub(crate) async fn place(&self) -> OwnedSemaphorePermit {
        loop {
            if self.places.available_permits() == 0 {
                self.close_longest_idle();
            }
            // The semaphore is never closed, so the wait for a place fails only after `IDLE_RETRY`. Then the loop
            // begins again, because another connection may be idle by now.
            if let Ok(Ok(place)) = tokio::time::timeout(IDLE_RETRY, self.places.clone().acquire_owned()).await {
                return place;
            }
        }
    }

    /// Counts a new connection from this address. If the client with this address, or its site, already has the maximum
    /// number of connections, does not count the connection and returns `None`.
    pub(crate) fn open(self: &Arc<Self>, address: IpAddr, permit: OwnedSemaphorePermit) -> Option<OpenConnection> {
        let mut state = self.lock();
        if state.counts.is_full(address) {
            return None;
        }
        state.counts.add(address);
        let number = state.next_number;
        state.next_number += 1;
        let activity = Activity::new();
        state.open.insert(number, activity.clone());
        let place = Place { counted: Some((self.clone(), number, address)), _permit: permit };
        Some(OpenConnection { activity, place: Mutex::new(Some(place)) })
    }

    fn close_longest_idle(&self) {
        let mut state = self.lock();
        let idle = state.open.iter().filter_map(|(number, activity)| Some((activity.idle_since()?, *number)));
        let longest = idle.min();
        // A connection that has been told to close may stay open for a moment. It is removed from `open`, so that it is
        // not chosen again.
        if let Some(activity) = longest.and_then(|(_, number)| state.open.remove(&number)) {
            activity.close.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Activity {
    fn new() -> Arc<Self> {
        Arc::new(Self { idle_since: Mutex::new(Some(Instant::now())), close: Notify::new() })
    }

    fn idle_since(&self) -> Option<Instant> {
        *self.idle_since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, idle_since: Option<Instant>) {
        *self.idle_since.lock().unwrap_or_else(PoisonError::into_inner) = idle_since;
    }
}

impl OpenConnection {
    /// Returns a connection of a trusted proxy. Many clients share such a connection. So it does not count for any
    /// client or site, and it is never closed to make room for others.
    pub(crate) fn of_proxy(permit: OwnedSemaphorePermit) -> Self {
        Self { activity: Activity::new(), place: Mutex::new(Some(Place { counted: None, _permit: permit })) }
    }

    /// Marks the connection as busy until the returned value is dropped.
    pub(crate) fn begin(&self) -> Busy {
        self.activity.set(None);
        Busy(self.activity.clone())
    }

    /// Waits until another connection needs the place of this one.
    pub(crate) async fn must_close(&self) {
        self.activity.close.notified().await;
    }

    /// Gives up the place. From then on, the connection no longer counts, and it is not closed to make room for others.
    /// So it must be closed after the present response. Otherwise it could serve further requests without a place. The
    /// handler of an event stream calls this, because a stream stays open for hours, and streams have limits of their
    /// own.
    pub(crate) fn give_up_place(&self) {
        self.place.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((cap, number, address)) = &self.counted else { return };
        let mut state = cap.lock();
        state.open.remove(number);
        state.counts.subtract(*address);
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.set(Some(Instant::now()));
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    async fn open(cap: &Arc<ConnectionCap>, address: IpAddr) -> Option<OpenConnection> {
        let place = cap.place().await;
        cap.open(address, place)
    }

    #[tokio::test]
    async fn each_client_has_its_own_connections_and_closed_ones_use_no_memory() {
        let cap = Arc::new(ConnectionCap::default());
        let (one, other) = (Ipv4Addr::new(10, 0, 0, 1).into(), Ipv4Addr::new(10, 0, 0, 2).into());
        let mut connections = Vec::new();
        for _ in 0..MAX_PER_CLIENT {
            connections.push(open(&cap, one).await.expect("below the maximum"));
        }
        assert!(open(&cap, one).await.is_none());
        assert!(open(&cap, other).await.is_some());
        connections.pop();
        assert!(open(&cap, one).await.is_some());
        connections.clear();
        let state = cap.lock();
        assert!(state.counts.is_empty() && state.open.is_empty());
    }

    /// A customer can have a whole /48 network, which is one site. Without a limit for the site, this customer could
    /// use up all connections.
    #[tokio::test]
    async fn the_networks_of_one_site_share_its_connections() {
        let cap = Arc::new(ConnectionCap::default());
        let address = |site: u16, network: u16| Ipv6Addr::new(0x2001, 0xdb8, site, network, 0, 0, 0, 1).into();
        let mut connections = Vec::new();
        for network in 0..500 {
            connections.extend(open(&cap, address(1, network)).await);
        }
        assert_eq!(connections.len(), MAX_PER_SITE);
        assert!(open(&cap, address(2, 0)).await.is_some(), "another site");
    }

    #[tokio::test]
    async fn the_longest_idle_connection_makes_room() {
        let cap = Arc::new(ConnectionCap::new(3));
        let address = Ipv4Addr::LOCALHOST.into();
        let first = open(&cap, address).await.expect("a place");
        let busy = first.begin();
        let second = open(&cap, address).await.expect("a place");
        let _third = open(&cap, address).await.expect("a place");
        let closed = async {
            second.must_close().await;
            drop(second);
        };
        let made_room = async { tokio::join!(open(&cap, address), closed) };
        assert!(tokio::time::timeout(Duration::from_secs(60), made_room).await.is_ok(), "no connection makes room");
        // The request `busy` on the first connection ends only here. So the first connection was not idle when the
        // fourth one needed a place. The second connection had been idle longer than the third one, so the second one
        // was closed.
        drop(busy);
    }

    #[tokio::test]
    async fn a_connection_that_gives_up_its_place_neither_counts_nor_makes_room() {
        let cap = Arc::new(ConnectionCap::new(1));
        let address = Ipv4Addr::LOCALHOST.into();
        let stream = open(&cap, address).await.expect("a place");
        drop(stream.begin());
        stream.give_up_place();
        let other = tokio::time::timeout(Duration::from_secs(60), open(&cap, address)).await;
        let other = other.expect("the place is free").expect("a place");
        assert_eq!(cap.lock().counts.of_client(address), 1);
        let made_room = async {
            tokio::select! {
                () = stream.must_close() => panic!("it has no place"),
                () = other.must_close() => drop(other),
            }
        };
        let (another, ()) = tokio::join!(open(&cap, address), made_room);
        stream.give_up_place();
        drop(stream);
        assert_eq!(cap.lock().open.len(), 1, "the place is given up only once");
        drop(another);
        assert!(cap.lock().counts.is_empty());
    }
}

//! Binds the listening sockets, and accepts connections. When the server stops, waits for the requests in flight.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::app_state::AppState;
use crate::connection_cap::{ConnectionCap, OpenConnection};
use crate::connection_slot::ConnectionSlot;
use crate::{Error, client, connection};

/// How long requests in flight may take to finish when the server stops.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);
/// The maximum number of open connections of one listening socket. Further connections wait in the operating system's
/// queue.
const MAX_CONNECTIONS: usize = 1024;
/// The pause after an error of `accept`, before the next call.
const ACCEPT_RETRY: Duration = Duration::from_millis(100);

/// Binds an address. Returns the address, with the chosen port if the requested port is 0, and the listening sockets.
/// The first socket has the requested address. If the requested address is 127.0.0.1 or ::1, the second socket has the
/// other one of these two addresses. The reason is that browsers resolve `localhost` to either of them. There is no
/// second socket if the machine does not have the other address, or if the port is not free there.
///
/// # Errors
/// [`Error::Listen`] if the requested address cannot be bound.
pub(crate) async fn bind(address: SocketAddr) -> Result<(SocketAddr, Vec<TcpListener>), Error> {
    let failed = |source| Error::Listen { address, source };
    let first = TcpListener::bind(address).await.map_err(failed)?;
    let bound = first.local_addr().map_err(failed)?;
    let other: Option<IpAddr> = match address.ip() {
        IpAddr::V4(Ipv4Addr::LOCALHOST) => Some(Ipv6Addr::LOCALHOST.into()),
        IpAddr::V6(Ipv6Addr::LOCALHOST) => Some(Ipv4Addr::LOCALHOST.into()),
        _ => None,
    };
    let mut listeners = vec![first];
    if let Some(other) = other.map(|ip| SocketAddr::new(ip, bound.port())) {
        match TcpListener::bind(other).await {
            Ok(listener) => listeners.push(listener),
            Err(error) => tracing::debug!(%other, %error, "not listening on the other loopback address"),
        }
    }
    Ok((bound, listeners))
}

/// Accepts connections until `stop` becomes true. Closes a new connection if its client has too many, counted in
/// `clients`. At the end waits
/// for the requests in flight, but not longer than [`SHUTDOWN_TIMEOUT`].
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    app: Arc<AppState>,
    clients: Arc<ConnectionCap>,
    keep_alive: bool,
    mut stop: watch::Receiver<bool>,
) {
    let permits = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = connection::wait_for_stop(&mut stop) => break,
            Some(_) = connections.join_next() => continue,
            accepted = async {
                let permit = permits.clone().acquire_owned().await;
                (permit, listener.accept().await)
            } => accepted,
        };
        match accepted {
            (Ok(permit), Ok((stream, peer))) => {
                let Some(open) = open(&app, &clients, peer.ip()) else {
                    tracing::debug!(%peer, "closed a connection, because the client has too many");
                    continue;
                };
                let slot = ConnectionSlot::new((permit, open));
                connections.spawn(connection::serve(stream, peer, slot, router.clone(), keep_alive, stop.clone()));
            }
            (_, Err(error)) => {
                // The usual cause is that no file descriptor is free, so an immediate retry would fail again.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_RETRY).await;
            }
            (Err(_), _) => break,
        }
    }
    drop(listener);
    let finished = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(SHUTDOWN_TIMEOUT, finished).await.is_err() {
        tracing::warn!("some requests did not finish before the shutdown time-out");
    }
}

/// Counts a connection of this address. Returns `None` if the client has too many. The inner value is `None` for a
/// trusted proxy: its connections are not counted, because they belong to many clients.
#[expect(clippy::option_option, reason = "a connection can be refused, counted, or not counted")]
fn open(app: &AppState, clients: &Arc<ConnectionCap>, peer: IpAddr) -> Option<Option<OpenConnection>> {
    if app.proxies.trusts(peer) { Some(None) } else { clients.open(client::network(peer)).map(Some) }
}

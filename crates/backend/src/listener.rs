//! Binds the listening sockets, and accepts connections. When the server stops, waits for the requests in flight.

#[cfg(test)]
mod tests;

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app_state::AppState;
use crate::connection_cap::{ConnectionCap, OpenConnection};
use crate::{Error, connection};

/// How long requests in flight may take to finish when the server stops.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);
/// The pause after an error of `accept`, before the next call.
const ACCEPT_RETRY: Duration = Duration::from_millis(100);

/// How many connections may wait in the operating system's queue of a socket until this server accepts them.
const BACKLOG: u32 = 1024;

/// The bound sockets of one address. They keep the address for this server, but accept no connections yet. So while
/// this instance starts, a proxy gets no connection to it, and tries another instance.
pub(crate) struct BoundSockets {
    address: SocketAddr,
    sockets: Vec<TcpSocket>,
}

/// Binds an address. If it is 127.0.0.1 or ::1, a second socket gets the other one of these two addresses. The reason
/// is that browsers resolve `localhost` to either of them. There is no second socket if the machine does not have the
/// other address, or if the port is not free there.
///
/// # Errors
/// [`Error::Listen`] if the requested address cannot be bound.
pub(crate) fn bind(address: SocketAddr) -> Result<BoundSockets, Error> {
    let failed = |source| Error::Listen { address, source };
    let first = bind_one(address).map_err(failed)?;
    let bound = first.local_addr().map_err(failed)?;
    let other: Option<IpAddr> = match address.ip() {
        IpAddr::V4(Ipv4Addr::LOCALHOST) => Some(Ipv6Addr::LOCALHOST.into()),
        IpAddr::V6(Ipv6Addr::LOCALHOST) => Some(Ipv4Addr::LOCALHOST.into()),
        _ => None,
    };
    let mut sockets = vec![first];
    if let Some(other) = other.map(|ip| SocketAddr::new(ip, bound.port())) {
        match bind_one(other) {
            Ok(socket) => sockets.push(socket),
            Err(error) if error.kind() == ErrorKind::AddrInUse => warn_of_other_program(other),
            Err(error) => tracing::debug!(%other, %error, "not listening on the other loopback address"),
        }
    }
    Ok(BoundSockets { address: bound, sockets })
}

/// Warns that another program already listens at `address`, the other loopback address. A browser may resolve
/// `localhost` to this address. It would then send the passwords and cookies of users to that program.
fn warn_of_other_program(address: SocketAddr) {
    tracing::warn!(
        other = %address,
        "another program listens on the other loopback address, and gets what browsers send to localhost"
    );
}

fn bind_one(address: SocketAddr) -> std::io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // On Unix, the socket gets the option `SO_REUSEADDR`. A new server can use the port of an earlier server whose
    // connections are still closing, but only if the sockets of both servers have this option. If the port is 0, `bind`
    // lets the system choose a free port. The option is off during this call. Otherwise, two sockets that do not listen
    // yet could get the same port. On Windows, the option is never set, because it would let two running servers share
    // a port there.
    #[cfg(unix)]
    socket.set_reuseaddr(address.port() != 0)?;
    socket.bind(address)?;
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    Ok(socket)
}

impl BoundSockets {
    /// Lets the sockets accept connections. Returns the address of the server, and the listening sockets. The
    /// address of the server is the requested address. If the requested port is 0, the returned address has the
    /// port that the system has chosen.
    ///
    /// The first socket listens on the address of the server. If there is a second socket, it listens on the other
    /// loopback address. The second socket is left out if another program has begun to listen on this other address.
    ///
    /// # Errors
    /// [`Error::Listen`] if another program has begun to listen on the requested address.
    pub(crate) fn listen(self) -> Result<(SocketAddr, Vec<TcpListener>), Error> {
        let mut sockets = self.sockets.into_iter();
        let mut listeners = Vec::new();
        if let Some(first) = sockets.next() {
            let failed = |source| Error::Listen { address: self.address, source };
            listeners.push(first.listen(BACKLOG).map_err(failed)?);
        }
        for socket in sockets {
            let address = socket.local_addr();
            match (socket.listen(BACKLOG), address) {
                (Ok(listener), _) => listeners.push(listener),
                (Err(_), Ok(address)) => warn_of_other_program(address),
                (Err(error), Err(_)) => tracing::debug!(%error, "not listening on the other loopback address"),
            }
        }
        Ok((self.address, listeners))
    }
}

/// Accepts connections until `stop` becomes true. `clients` counts the open connections of each client. If a client
/// already has too many, its new connection is closed at once. After `stop` has become true, the function waits for the
/// requests in flight, but not longer than [`SHUTDOWN_TIMEOUT`].
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    app: Arc<AppState>,
    clients: Arc<ConnectionCap>,
    keep_alive: bool,
    mut stop: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = connection::wait_for_stop(&mut stop) => break,
            Some(_) = connections.join_next() => continue,
            accepted = async {
                let place = clients.place().await;
                listener.accept().await.map(|accepted| (place, accepted))
            } => accepted,
        };
        match accepted {
            Ok((place, (stream, peer))) => {
                let open = match app.proxies.trusts(peer.ip()) {
                    true => Some(OpenConnection::of_proxy(place)),
                    false => clients.open(peer.ip(), place),
                };
                let Some(open) = open else {
                    tracing::debug!(%peer, "closed a connection, because the client has too many");
                    continue;
                };
                let open = Arc::new(open);
                connections.spawn(connection::serve(stream, peer, open, router.clone(), keep_alive, stop.clone()));
            }
            Err(error) => {
                // The usual cause is that no file descriptor is free, so an immediate retry would fail again.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_RETRY).await;
            }
        }
    }
    drop(listener);
    let finished = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(SHUTDOWN_TIMEOUT, finished).await.is_err() {
        tracing::warn!("some requests did not finish before the shutdown time-out");
    }
}

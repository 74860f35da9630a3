//! The client of a request. This module knows the address of the client, and whether the client is still connected.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tokio::sync::watch;

/// The client of a request. `connection::serve` adds this extension to each request.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// The address of the client. At first, this is the address at the other end of the connection. If that is the
    /// address of a trusted proxy, and `X-Forwarded-For` names the client, `middleware::handle` replaces it by the
    /// address from this header.
    pub(crate) address: IpAddr,
    /// The receiver of a channel on which nothing is ever sent. The [`Presence`] of the client holds the sender. When
    /// the client leaves, the `Presence` is dropped, and this closes the channel.
    connected: watch::Receiver<()>,
}

/// The client has closed the connection, so nobody would read a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClientLeft;

/// Exists while a client waits for the response to a request. If it is dropped before the response is ready, the client
/// has left.
pub(crate) struct Presence {
    _sender: watch::Sender<()>,
}

impl Client {
    /// Returns the client with this address, and the value that represents its connection.
    pub(crate) fn new(address: IpAddr) -> (Self, Presence) {
        let (sender, connected) = watch::channel(());
        (Self { address, connected }, Presence { _sender: sender })
    }

    /// Returns the client for work that the server does on its own, such as adding the demo accounts. Keep the returned
    /// [`Presence`] until the work is done. Without the `Presence`, the client counts as gone, so the work may fail.
    pub(crate) fn server() -> (Self, Presence) {
        Self::new(Ipv4Addr::LOCALHOST.into())
    }

    /// Waits for a future, as long as the client is connected. The future is dropped when the client leaves. So do not
    /// use this for the database: if a statement is dropped, its connection may be closed, and a database in memory is
    /// lost together with its connection.
    ///
    /// # Errors
    /// The client has closed the connection.
    pub(crate) async fn while_connected<T>(&self, future: impl Future<Output = T>) -> Result<T, ClientLeft> {
        let mut connected = self.connected.clone();
        tokio::select! {
            // The branches are checked in this order. So if the client has left and the future is ready too, the result
            // is `ClientLeft`.
            biased;
            // Nothing is ever sent, so this branch completes only when the sender was dropped.
            _ = connected.changed() => Err(ClientLeft),
            result = future => Ok(result),
        }
    }

    /// Checks that the client is connected. Call this before work that is useless if the client has left.
    ///
    /// # Errors
    /// The client has closed the connection.
    pub(crate) fn check_connected(&self) -> Result<(), ClientLeft> {
        if self.has_left() { Err(ClientLeft) } else { Ok(()) }
    }

    /// Returns whether the client has closed the connection.
    pub(crate) fn has_left(&self) -> bool {
        self.connected.has_changed().is_err()
    }

    /// Returns the part of the address that identifies a client. For IPv6 this is the first 64 bits. A customer usually
    /// has at least a /64 network (RFC 6177). If the whole address identified a client, the customer could use a new
    /// address for each request, and each request would seem to come from a new client.
    pub(crate) fn network(&self) -> IpAddr {
        network(self.address)
    }

    /// Returns the part of the address that identifies the site of a client. For IPv6 this is the first 48 bits,
    /// because one customer can have a whole /48 network (RFC 6177). Such a customer has many addresses with different
    /// [`network`](Self::network)s. If only the networks had limits, the customer could fill a queue with requests from
    /// many networks. So each site has a limit, too.
    pub(crate) fn site(&self) -> IpAddr {
        site(self.address)
    }
}

/// Returns the part of an address that identifies the site of a client; see [`Client::site`].
pub(crate) fn site(address: IpAddr) -> IpAddr {
    match network(address) {
        IpAddr::V6(network) => {
            let [a, b, c, ..] = network.segments();
            Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

/// Returns the part of an address that identifies a client; see [`Client::network`].
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_many_networks() {
        let client = |address: &str| Client::new(address.parse().expect("an address")).0;
        assert_eq!(client("2001:db8:1:2::5").site(), client("2001:db8:1:ffff::9").site());
        assert_ne!(client("2001:db8:1:2::5").network(), client("2001:db8:1:ffff::9").network());
        assert_ne!(client("2001:db8:1::").site(), client("2001:db8:2::").site());
        assert_eq!(client("::ffff:192.0.2.1").site(), client("192.0.2.1").site());
    }
}

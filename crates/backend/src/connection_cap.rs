//! The number of open connections of each client. One client cannot use up the connections of the server.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The maximum number of open connections of one client. A browser opens at most six to one host.
const MAX_PER_CLIENT: usize = 256;

/// The open connections of all clients. A network stands for a client; see [`network`](crate::client::network).
#[derive(Default)]
pub(crate) struct ConnectionCap(Mutex<HashMap<IpAddr, usize>>);

/// A connection that counts as open until this value is dropped.
pub(crate) struct OpenConnection {
    cap: Arc<ConnectionCap>,
    network: IpAddr,
}

impl ConnectionCap {
    /// Counts a connection of the client with this network. Returns `None` if the client has too many.
    pub(crate) fn open(self: &Arc<Self>, network: IpAddr) -> Option<OpenConnection> {
        let mut counts = self.lock();
        let count = counts.entry(network).or_default();
        if *count >= MAX_PER_CLIENT {
            return None;
        }
        *count += 1;
        Some(OpenConnection { cap: self.clone(), network })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        let mut counts = self.cap.lock();
        if let Some(count) = counts.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn each_client_has_its_own_connections_and_closed_ones_use_no_memory() {
        let cap = Arc::new(ConnectionCap::default());
        let (one, other) = (Ipv4Addr::new(10, 0, 0, 1).into(), Ipv4Addr::new(10, 0, 0, 2).into());
        let mut open: Vec<_> = (0..MAX_PER_CLIENT).map(|_| cap.open(one).expect("below the maximum")).collect();
        assert!(cap.open(one).is_none());
        assert!(cap.open(other).is_some());
        open.pop();
        assert!(cap.open(one).is_some());
        open.clear();
        assert!(cap.lock().is_empty());
    }
}

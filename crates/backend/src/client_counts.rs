//! Counts what each client and each site has open, and knows how much they may have open.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::client;

/// How many things each client and each site has open, such as connections. A client may have at most `CLIENT` of them,
/// and all clients of a site together at most `SITE`.
#[derive(Debug, Default)]
pub(crate) struct ClientCounts<const CLIENT: usize, const SITE: usize> {
    /// No number is 0.
    counts: HashMap<Group, usize>,
}

/// A group of addresses that have one common count. The addresses of a client have the same
/// [`network`](client::network). The addresses of a site have the same [`site`](client::site).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Group {
    Client(IpAddr),
    Site(IpAddr),
}

fn groups(address: IpAddr) -> [Group; 2] {
    [Group::Client(client::network(address)), Group::Site(client::site(address))]
}

impl<const CLIENT: usize, const SITE: usize> ClientCounts<CLIENT, SITE> {
    /// Returns whether the client with this address has reached the limit `CLIENT`, or its site has reached the limit
    /// `SITE`.
    pub(crate) fn is_full(&self, address: IpAddr) -> bool {
        groups(address).iter().any(|group| {
            let max = match group {
                Group::Client(_) => CLIENT,
                Group::Site(_) => SITE,
            };
            self.counts.get(group).is_some_and(|count| *count >= max)
        })
    }

    /// Adds one for the client with this address and for its site.
    pub(crate) fn add(&mut self, address: IpAddr) {
        for group in groups(address) {
            *self.counts.entry(group).or_default() += 1;
        }
    }

    /// Subtracts one for the client with this address and for its site. A client or a site that has nothing open any
    /// more uses no memory.
    pub(crate) fn subtract(&mut self, address: IpAddr) {
        for group in groups(address) {
            if let Some(count) = self.counts.get_mut(&group) {
                *count -= 1;
                if *count == 0 {
                    self.counts.remove(&group);
                }
            }
        }
    }

    /// Returns the number of things, such as connections, that the client with this address has open.
    #[cfg(test)]
    pub(crate) fn of_client(&self, address: IpAddr) -> usize {
        let [client, _] = groups(address);
        self.counts.get(&client).copied().unwrap_or_default()
    }

    /// Returns whether no client has anything open.
    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }
}

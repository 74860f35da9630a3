//! Finds the client of a request that came through a reverse proxy. The proxy names its client in the header
//! `X-Forwarded-For`. The header is used only if the operator trusts the proxy, because anybody can send this header.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::HeaderMap;
use ipnet::IpNet;

use crate::Error;

/// The header to which each proxy appends the address of its client.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The networks of the trusted proxies.
#[derive(Debug, Default)]
pub(crate) struct TrustedProxies {
    networks: Vec<IpNet>,
    /// Whether the log already has the warning about an unknown proxy.
    warned: AtomicBool,
}

impl TrustedProxies {
    /// Parses networks like `10.0.0.0/8`, and single addresses.
    ///
    /// # Errors
    /// [`Error::TrustedProxy`] with the first text that is neither.
    pub(crate) fn new(networks: &[String]) -> Result<Self, Error> {
        let parse = |text: &String| {
            let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| Error::TrustedProxy(text.clone()))
        };
        Ok(Self { networks: networks.iter().map(parse).collect::<Result<_, _>>()?, warned: AtomicBool::default() })
    }

    /// Returns the address of the client that has sent a request. `peer` is the address at the other end of the
    /// connection. If `peer` is not a trusted proxy, `peer` is the client.
    ///
    /// Otherwise, reads the entries of `X-Forwarded-For` from right to left, because each proxy appends its entry on
    /// the right. The first address that is not a trusted proxy is the client. The entries on the left of this address
    /// are not read, because the client may have made them up. The search also ends at an entry that is not an address,
    /// and after the last entry. Then the client is the trusted proxy that was found last, or `peer` if none was found.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            // This warning tells the operator about a proxy that `--trusted-proxy` does not name. The warning is logged
            // only once. A distant client can send the header too, but it is probably not the operator's proxy. So only
            // a request from this machine or from a private network causes the warning.
            let is_near = is_near(peer);
            if is_near && headers.contains_key(FORWARDED_FOR) && !self.warned.swap(true, Ordering::Relaxed) {
                tracing::warn!(
                    %peer,
                    "a request has X-Forwarded-For, but --trusted-proxy does not name its sender; if it is your proxy, \
                     all its clients share the limits of one address"
                );
            }
            return peer;
        }
        // A client can send an entry that is not valid text, and a proxy can add its own entry to the same line. So
        // each line is split as bytes, and each entry is converted to text separately. The entry of the proxy can then
        // be read, even if the entry of the client cannot be converted.
        let lines = headers.get_all(FORWARDED_FOR).iter();
        let entries: Vec<&[u8]> = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b',')).collect();
        let mut client = peer;
        for entry in entries.into_iter().rev() {
            let Some(address) = std::str::from_utf8(entry).ok().and_then(|entry| parse(entry.trim())) else { break };
            client = address;
            if !self.trusts(address) {
                break;
            }
        }
        client
    }

    /// Returns whether this is the address of a trusted proxy.
    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address.to_canonical()))
    }
}

/// Returns whether an address belongs to this machine or to a private network (RFC 1918, RFC 4193, RFC 3927), where a
/// reverse proxy usually is.
fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

/// Parses an address, with or without a port.
fn parse(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn client(networks: &[&str], peer: &str, lines: &[&str]) -> String {
        let networks: Vec<_> = networks.iter().map(|network| (*network).to_owned()).collect();
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_bytes(line.as_bytes()).expect("a header value"));
        }
        let proxies = TrustedProxies::new(&networks).expect("networks");
        proxies.client(peer.parse().expect("an address"), &headers).to_string()
    }

    #[test]
    fn the_right_most_address_outside_the_trusted_networks_is_the_client() {
        let trusted = ["10.0.0.0/8", "127.0.0.1", "fd00::/8"];
        for (peer, lines, expected) in [
            ("127.0.0.1", &["203.0.113.7"][..], "203.0.113.7"),
            ("127.0.0.1", &["1.2.3.4, 203.0.113.7"], "203.0.113.7"),
            ("127.0.0.1", &["1.2.3.4, 203.0.113.7, 10.1.2.3"], "203.0.113.7"),
            ("127.0.0.1", &["1.2.3.4", "203.0.113.7", "10.1.2.3,10.9.9.9"], "203.0.113.7"),
            ("127.0.0.1", &["é, 203.0.113.7"], "203.0.113.7"),
            ("::ffff:127.0.0.1", &["::ffff:203.0.113.7"], "203.0.113.7"),
            ("fd00::1", &["2001:db8::7"], "2001:db8::7"),
            ("fd00::1", &["[2001:db8::7]:443"], "2001:db8::7"),
            ("10.0.0.1", &["203.0.113.7:5000"], "203.0.113.7"),
            ("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1", &["203.0.113.7, unknown, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &[""], "10.0.0.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("192.0.2.1", &["203.0.113.7"], "192.0.2.1"),
        ] {
            assert_eq!(client(&trusted, peer, lines), expected, "{peer} {lines:?}");
        }
        assert_eq!(client(&[], "127.0.0.1", &["203.0.113.7"]), "127.0.0.1");
    }

    #[test]
    fn only_a_peer_that_may_be_a_proxy_uses_up_the_warning() {
        let proxies = TrustedProxies::default();
        let mut headers = HeaderMap::new();
        headers.insert(FORWARDED_FOR, HeaderValue::from_static("192.0.2.1"));
        let warned_after = |peer: &str| {
            proxies.client(peer.parse().expect("an address"), &headers);
            proxies.warned.load(Ordering::Relaxed)
        };
        assert!(!warned_after("203.0.113.7") && !warned_after("2001:db8::7"));
        assert!(warned_after("10.0.0.1"));
        assert!(
            ["127.0.0.1", "192.168.1.1", "::1", "fd00::1", "fe80::1"]
                .iter()
                .all(|near| is_near(parse(near).expect("an address")))
        );
    }

    #[test]
    fn texts_that_are_not_networks_are_refused() {
        for text in ["", "localhost", "10.0.0.0/33", "10.0.0", "*"] {
            let refused = TrustedProxies::new(&[text.to_owned()]);
            assert!(matches!(refused, Err(Error::TrustedProxy(found)) if found == text), "{text:?}");
        }
    }
}

//! Tests the memory of Argon2, and who waits for whom.

use std::net::{IpAddr, Ipv6Addr};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::*;
use crate::client::Presence;

const CHEAP: Argon2Cost = Argon2Cost { memory: 8, passes: 1, lanes: 1 };

#[tokio::test]
async fn one_run_after_another_uses_the_same_memory() {
    let passwords = Passwords::new(CHEAP).expect("a valid cost");
    let (client, _presence) = Client::server();
    let hash = passwords.hash(&client, "secret12").await.expect("a hash");
    for password in ["secret12", "wrong-one"] {
        let matched = passwords.verify(&client, password, Some(&hash)).await.expect("a result");
        assert_eq!(matched.is_some(), password == "secret12");
    }
    assert!(passwords.verify(&client, "secret12", None).await.expect("a result").is_none());
    assert_eq!(passwords.runs(), 5, "one of them for the random password");
    assert_eq!(passwords.hasher.memory.unused(), 1);
}

/// A client in network `network` of the IPv6 site `site`.
fn client(site: u16, network: u16) -> (Client, Presence) {
    Client::new(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, site, network, 0, 0, 0, 1)))
}

/// A customer with a /48 network of IPv6 sends each request from another of its 65,536 networks. If each network had a
/// turn of its own, the requests of this customer would fill the queue, and nobody else would get in.
#[tokio::test]
async fn the_networks_of_one_site_have_one_turn() {
    let passwords = Passwords::new(CHEAP).expect("a valid cost");
    let mut running = Vec::new();
    while passwords.load().1 < std::thread::available_parallelism().map_or(1, usize::from) {
        running.push(passwords.admission.enter(client(9, 0).0.site()).await.expect("a permit"));
    }
    let flood: Vec<_> = (0..64).map(|network| client(1, network)).collect();
    let mut waiting: Vec<_> = flood.iter().map(|(client, _)| Box::pin(passwords.hash(client, "secret12"))).collect();
    assert!(waiting.iter_mut().all(|request| poll(request.as_mut()).is_pending()), "the queue is not full before");
    let (other, _presence) = client(2, 0);
    let mut honest = Box::pin(passwords.hash(&other, "secret12"));
    assert!(poll(honest.as_mut()).is_pending(), "the request waits");
    let newest = waiting.last_mut().expect("requests");
    assert_eq!(poll(newest.as_mut()), Poll::Ready(Err(HashError::Busy)), "it has made room");
    drop((waiting, running));
    assert!(honest.await.is_ok());
}

fn poll<T>(future: Pin<&mut impl Future<Output = T>>) -> Poll<T> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

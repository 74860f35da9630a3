//! Tests the limits on open streams, and which events their clients get.

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

//! Tests the second loopback address.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use super::*;

/// A log that a test can read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// On Linux, two programs can bind the same port, as long as neither of them listens. So another program can begin to
/// listen on the second address after this server has bound it.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_program_that_begins_to_listen_on_the_second_address_is_named() {
    let ours = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).expect("a free port");
    let address = ours.address;
    let second = SocketAddr::from((Ipv6Addr::LOCALHOST, address.port()));
    let other = bind_one(second).and_then(|socket| socket.listen(BACKLOG));
    if ours.sockets.len() < 2 || other.is_err() {
        return println!("not tested, because the port is not free on ::1, or this machine has no IPv6");
    }
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let (listens, listeners) =
        tracing::subscriber::with_default(subscriber, || ours.listen()).expect("the first address is free");
    assert_eq!((listens, listeners.len()), (address, 1));
    let log = String::from_utf8(log.0.lock().expect("no panic").clone()).expect("text");
    assert!(log.contains("WARN") && log.contains("another program") && log.contains(&second.to_string()), "{log}");
}

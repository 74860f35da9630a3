//! Sockets and connections: where they listen, how long a silent one is kept, how they end.
//! It must not know what is asked or answered; an answer marked with a [`Fate`] is not sent, and that is all.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::Error;
use crate::app::Peer;

/// How long the head of a request may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long requests in flight may take to finish once the server stops.
const DRAIN: Duration = Duration::from_secs(5);
/// Connections served at once; further ones wait in the system's queue.
const CONNECTIONS: usize = 1024;

/// What becomes of a request that gets no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The connection is closed.
    Drop,
    /// The connection stays open and silent until the client or the server goes away.
    Hang,
}

/// Opens the sockets of an address; the first is the one asked for. A browser takes `localhost` for 127.0.0.1 or for
/// ::1, so a loopback address brings the other one along where the machine has it and the port is free there.
pub(crate) async fn bind(address: SocketAddr) -> Result<Vec<TcpListener>, Error> {
    let failed = |source| Error::Listen { address, source };
    let first = TcpListener::bind(address).await.map_err(failed)?;
    let port = first.local_addr().map_err(failed)?.port();
    let other: Option<IpAddr> = match address.ip() {
        IpAddr::V4(Ipv4Addr::LOCALHOST) => Some(Ipv6Addr::LOCALHOST.into()),
        IpAddr::V6(Ipv6Addr::LOCALHOST) => Some(Ipv4Addr::LOCALHOST.into()),
        _ => None,
    };
    let mut listeners = vec![first];
    if let Some(other) = other.map(|ip| SocketAddr::new(ip, port)) {
        match TcpListener::bind(other).await {
            Ok(listener) => listeners.push(listener),
            Err(error) => tracing::debug!(%other, %error, "not listening there too"),
        }
    }
    Ok(listeners)
}

/// Serves a socket until told to stop, then lets requests in flight finish.
pub(crate) async fn serve(listener: TcpListener, router: Router, keep_alive: bool, mut stop: watch::Receiver<bool>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = told(&mut stop) => break,
            Some(_) = connections.join_next() => continue,
            accepted = async {
                let permit = room.clone().acquire_owned().await;
                (permit, listener.accept().await)
            } => accepted,
        };
        match accepted {
            (Ok(permit), Ok((stream, peer))) => {
                let served = connection(stream, peer, router.clone(), keep_alive, stop.clone());
                connections.spawn(async move {
                    served.await;
                    drop(permit);
                });
            }
            (_, Err(error)) => {
                // Out of file descriptors, mostly: trying again at once would only burn the processor.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            (Err(_), _) => break,
        }
    }
    drop(listener);
    let drained = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(DRAIN, drained).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    keep_alive: bool,
    mut stop: watch::Receiver<bool>,
) {
    // Answers are small and wanted at once.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    let stopped = stop.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer.ip()));
        // On a task of its own: a client that goes away must not leave the work half done.
        let work = tokio::spawn(service.call(request));
        let mut stopped = stopped.clone();
        async move {
            let Ok(Ok(response)) = work.await else {
                return Err(Unanswered);
            };
            match response.extensions().get::<Fate>() {
                None => Ok(response),
                Some(Fate::Drop) => Err(Unanswered),
                Some(Fate::Hang) => {
                    told(&mut stopped).await;
                    Err(Unanswered)
                }
            }
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .keep_alive(keep_alive)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = told(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection ended early");
    }
}

/// Comes back once the server stops or is dropped.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Makes hyper close the connection without an answer.
#[derive(Debug)]
struct Unanswered;

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("left unanswered")
    }
}

impl std::error::Error for Unanswered {}

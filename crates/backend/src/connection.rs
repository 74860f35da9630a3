//! Serves one HTTP/1 connection, with limits on the size and the time of a request's head, with a deadline for writing,
//! and with a graceful shutdown. Faults for tests can close the connection, or leave it open, without a response.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::busy_body::BusyBody;
use crate::client::Client;
use crate::connection_cap::OpenConnection;
use crate::write_deadline::WriteDeadline;

/// How long a client may take to send the head of a request. This time also runs while a connection waits for its next
/// request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// The size of hyper's buffers, in bytes. A head that does not fit into a buffer gets a response with status 431. hyper
/// checks this between two reads, so a head of up to twice this size may be accepted. The buffers are large enough,
/// because the cookies of the contract have at most a few hundred bytes.
const HEAD_LIMIT: usize = 32 * 1024;

/// How long a client may take to receive the bytes that wait in hyper's write buffer. This buffer has about
/// [`HEAD_LIMIT`] bytes.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// Marks a response that is not sent. The mark is an extension of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoResponse {
    /// The connection is closed at once.
    Close,
    /// The connection stays open without a response until the client or the server closes it.
    Hang,
    /// The client has closed the connection, so nobody would read a response.
    ClientLeft,
}

impl NoResponse {
    /// Returns the status with which the log and the metrics count the request. If the client has left, the status is
    /// 499, as in nginx. So nobody takes the request for a failure of the server.
    fn status(self) -> StatusCode {
        match self {
            Self::Close | Self::Hang => StatusCode::INTERNAL_SERVER_ERROR,
            Self::ClientLeft => StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST),
        }
    }
}

impl IntoResponse for NoResponse {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Serves one connection until it is closed. Marks the connection in `open` as busy during each request. Closes the
/// connection when another connection needs its place. Once `stop` becomes true, the server finishes the request in
/// flight and reads no further request.
///
/// Each request has an extension with a weak reference to `open`. With this reference, a handler can give up the place
/// of the connection. The reference is weak because a handler may continue after the client has closed the connection.
/// A strong reference would keep the place until the handler ends.
pub(crate) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    open: Arc<OpenConnection>,
    router: Router,
    keep_alive: bool,
    mut stop: watch::Receiver<bool>,
) {
    // Nagle's algorithm is switched off, because it would only delay the small responses of this server. If this fails,
    // the connection works nevertheless.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    let (stopped, requests) = (stop.clone(), open.clone());
    let service = service_fn(move |mut request: Request<Incoming>| {
        let busy = requests.begin();
        let (client, presence) = Client::new(peer.ip());
        request.extensions_mut().insert(client);
        request.extensions_mut().insert(Arc::downgrade(&requests));
        // The handler runs in its own task. So the handler finishes even if the client closes the connection, except
        // where it waits with `Client::while_connected`.
        let handler = tokio::spawn(service.call(request));
        let mut stopped = stopped.clone();
        async move {
            // When the client closes the connection, hyper drops this future. The future owns `presence`, so `presence`
            // is dropped too. By this, the handler learns that the client has left.
            let _presence = presence;
            let Ok(Ok(response)) = handler.await else {
                return Err(CloseConnection);
            };
            match response.extensions().get::<NoResponse>() {
                None => Ok(response.map(|body| BusyBody::new(body, busy))),
                Some(NoResponse::Close | NoResponse::ClientLeft) => Err(CloseConnection),
                Some(NoResponse::Hang) => {
                    wait_for_stop(&mut stopped).await;
                    Err(CloseConnection)
                }
            }
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_LIMIT)
        .keep_alive(keep_alive)
        .serve_connection(TokioIo::new(WriteDeadline::new(stream, WRITE_TIMEOUT)), service);
    let mut connection = std::pin::pin!(connection);
    let result = tokio::select! {
        result = connection.as_mut() => result,
        () = open.must_close() => {
            tracing::debug!(%peer, "closed an idle connection, because a new one needs its place");
            return;
        }
        () = wait_for_stop(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%peer, %error, "connection ended with an error");
    }
}

/// Waits until the server stops. It stops when the value of `stop` becomes true. It also stops when the
/// [`Server`](crate::Server) is dropped, because the `Server` owns the sender of `stop`.
pub(crate) async fn wait_for_stop(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// The error that makes hyper close the connection without a response.
#[derive(Debug)]
struct CloseConnection;

impl fmt::Display for CloseConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is closed without a response")
    }
}

impl std::error::Error for CloseConnection {}

//! Sends requests to the one address that was given, bounded in time and size.

use super::{answer::NoAnswer, place::Place, play::Request};
use anyhow::{Context, Result};
use axum::{
    body::{Body, Bytes},
    http::{self, Response},
};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use std::{error::Error, sync::Arc, time::Duration};

/// The most bytes that are read of an answer.
const LARGEST: usize = 256 * 1024;

/// Sends requests to one API. It follows no redirect: that is an answer to be judged, and may lead to another server.
#[derive(Clone, Debug)]
pub struct Caller {
    http: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    base: String,
    limit: Duration,
}

impl Caller {
    /// For the API of a place; it waits for each answer no longer than `limit`.
    pub fn new(place: &Place, limit: Duration) -> Result<Self> {
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls(place)?).https_or_http().enable_http1().build();
        let http = Client::builder(TokioExecutor::new())
            // A new connection each time: one that broke must not spoil the next check, nor a call be sent twice.
            .pool_max_idle_per_host(0)
            .retry_canceled_requests(false)
            .build(connector);
        Ok(Self { http, base: place.api().to_owned(), limit })
    }

    /// Sends a request and reads the answer to its end.
    pub async fn ask(&self, request: Request) -> Result<Response<String>, NoAnswer> {
        let answer = tokio::time::timeout(self.limit, self.answer(request)).await;
        answer.unwrap_or_else(|_| {
            let came = format!("no answer within {} s", self.limit.as_secs());
            let meaning = "The app says that the server took too long to answer, and offers to try again.";
            Err(NoAnswer { came, meaning, connected: true })
        })
    }

    async fn answer(&self, request: Request) -> Result<Response<String>, NoAnswer> {
        let mut to = http::Request::builder().method(request.method).uri(format!("{}{}", self.base, request.call));
        to = to.header("user-agent", "evergreen-check-server").header("accept", "*/*");
        for (name, value) in request.headers {
            to = to.header(name, value);
        }
        let to = to.body(Full::from(request.body)).map_err(|error| broken_off(&error))?;
        let response = self.http.request(to).await.map_err(|error| match error.is_connect() {
            true => NoAnswer { came: format!("no connection ({})", cause(&error)), meaning: LOST, connected: false },
            false => broken_off(&error),
        })?;
        let (head, body) = response.into_parts();
        let body = Limited::new(Body::new(body), LARGEST).collect().await.map_err(|error| {
            if !error.is::<LengthLimitError>() {
                return broken_off(&*error);
            }
            let came = "more bytes than any answer of the contract needs".to_owned();
            NoAnswer { came, meaning: "The app cannot use it.", connected: true }
        })?;
        Ok(Response::from_parts(head, String::from_utf8_lossy(&body.to_bytes()).into_owned()))
    }
}

const LOST: &str = "The app says that the server can't be reached.";

fn broken_off(error: &(dyn Error + 'static)) -> NoAnswer {
    let came = format!("the connection ended without an answer ({})", cause(error));
    NoAnswer { came, meaning: LOST, connected: true }
}

/// Trusts the system's certificates; none where https is not used, since a bare machine has none.
fn tls(place: &Place) -> Result<ClientConfig> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions()?;
    let config = match place.is_https() {
        true => config.with_native_roots().context(
            "The system has no certificates to know a server on https by: install them (on Debian the package \
             ca-certificates), or name a file of them in the variable SSL_CERT_FILE",
        )?,
        false => config.with_root_certificates(RootCertStore::empty()),
    };
    Ok(config.with_no_client_auth())
}

/// The innermost cause, which is the system's own word.
fn cause(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

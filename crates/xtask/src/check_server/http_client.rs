//! Sends requests to the checked server, with limits for time and size.

use super::{event_stream::EventStream, response::NoResponse, scenario::Request, target::Target};
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

/// The maximum size of a response body, in bytes.
const LARGEST: usize = 256 * 1024;

/// An HTTP client for one API base. It does not follow redirects, because a redirect is a deviation that the check
/// reports, and because it may lead to another server.
#[derive(Clone, Debug)]
pub struct HttpClient {
    http: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    base: String,
    limit: Duration,
}

impl HttpClient {
    /// Creates a client for the API base of a target. `limit` is the longest time that a request may take.
    pub fn new(target: &Target, limit: Duration) -> Result<Self> {
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls(target)?).https_or_http().enable_http1().build();
        let http = Client::builder(TokioExecutor::new())
            // Each request gets a new connection, because a connection that broke during one check must not affect the
            // next check.
            .pool_max_idle_per_host(0)
            // The client does not repeat a request by itself, because each check is about the response to one request.
            .retry_canceled_requests(false)
            .build(connector);
        Ok(Self { http, base: target.api().to_owned(), limit })
    }

    /// Sends a request and reads the whole response. Returns the reason if there is no response within the time limit,
    /// or if the response is too large.
    pub async fn send(&self, request: Request) -> Result<Response<String>, NoResponse> {
        let response = tokio::time::timeout(self.limit, self.response(request)).await;
        response.unwrap_or_else(|_| Err(self.too_late()))
    }

    /// Sends a request, and returns the response as soon as its head has arrived. The body can be read later. Returns
    /// the reason if no head arrives within the time limit.
    pub async fn open(&self, request: Request) -> Result<EventStream, NoResponse> {
        let response = tokio::time::timeout(self.limit, self.head(request)).await;
        let (head, body) = response.unwrap_or_else(|_| Err(self.too_late()))?.into_parts();
        let content_type = head.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(EventStream { status: head.status.as_u16(), content_type: content_type.to_owned(), body })
    }

    fn too_late(&self) -> NoResponse {
        let actual = format!("no response within {} s", self.limit.as_secs());
        let meaning = "The app says that the server took too long to answer, and offers to try again.";
        NoResponse { actual, meaning, connected: true }
    }

    async fn response(&self, request: Request) -> Result<Response<String>, NoResponse> {
        let (head, body) = self.head(request).await?.into_parts();
        let body = Limited::new(body, LARGEST).collect().await.map_err(|error| {
            if !error.is::<LengthLimitError>() {
                return broken_off(&*error);
            }
            let actual = format!("more than {LARGEST} bytes");
            NoResponse { actual, meaning: "The app cannot use it.", connected: true }
        })?;
        Ok(Response::from_parts(head, String::from_utf8_lossy(&body.to_bytes()).into_owned()))
    }

    async fn head(&self, request: Request) -> Result<Response<Body>, NoResponse> {
        let mut to = http::Request::builder().method(request.method).uri(format!("{}{}", self.base, request.call));
        to = to.header("user-agent", "evergreen-check-server").header("accept", "*/*");
        for (name, value) in request.headers {
            to = to.header(name, value);
        }
        let to = to.body(Full::from(request.body)).map_err(|error| broken_off(&error))?;
        let response = self.http.request(to).await.map_err(|error| match error.is_connect() {
            true => {
                NoResponse { actual: format!("no connection ({})", cause(&error)), meaning: LOST, connected: false }
            }
            false => broken_off(&error),
        })?;
        Ok(response.map(Body::new))
    }
}

const LOST: &str = "The app says that the server can't be reached.";

fn broken_off(error: &(dyn Error + 'static)) -> NoResponse {
    let actual = format!("the connection ended without a response ({})", cause(error));
    NoResponse { actual, meaning: LOST, connected: true }
}

/// Returns the TLS configuration. The system's root certificates are read only if the target uses HTTPS. A minimal
/// system may have no root certificates, and a check over HTTP must work there too.
fn tls(target: &Target) -> Result<ClientConfig> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions()?;
    let config = match target.is_https() {
        true => config.with_native_roots().context(
            "The system has no root certificates, which HTTPS needs. Install them (on Debian the package \
             ca-certificates), or set the variable SSL_CERT_FILE to a file with certificates.",
        )?,
        false => config.with_root_certificates(RootCertStore::empty()),
    };
    Ok(config.with_no_client_auth())
}

/// Returns the message of the innermost cause of an error, which is usually the message of the operating system.
fn cause(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

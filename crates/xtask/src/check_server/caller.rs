//! The requests themselves: one at a time, bounded in time and size, to the one address that was given.
//! It must not know what an answer should be.

use super::{
    answer::{Answer, Heard, NoAnswer},
    place::Place,
};
use anyhow::{Context, Result};
use axum::{
    body::{Body, Bytes},
    http::{Method, Request, request},
};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use serde_json::Value;
use std::{error::Error, sync::Arc, time::Duration};

/// The most bytes that are read of an answer.
const LARGEST: usize = 256 * 1024;

/// A request, as a page of the app would send it.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// `GET` or `POST`.
    pub method: Method,
    /// The path below the API base.
    pub call: &'a str,
    /// The page's origin.
    pub origin: &'a str,
    /// What is sent.
    pub body: Option<&'a Value>,
    /// The `Cookie` header.
    pub cookies: Option<String>,
}

/// Sends requests to one API. It follows no redirect: that is an answer to be judged, and may lead to another server.
#[derive(Clone, Debug)]
pub struct Caller {
    http: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    base: String,
    limit: Duration,
}

impl Caller {
    /// For the API of a place; no answer is waited for longer than `limit`.
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

    /// Sends it and reads the answer to its end.
    pub async fn ask(&self, ask: Ask<'_>) -> Heard {
        let mut request = self.request(ask.method, ask.call).header("origin", ask.origin);
        if let Some(cookies) = ask.cookies {
            request = request.header("cookie", cookies);
        }
        if ask.body.is_some() {
            request = request.header("content-type", "application/json");
        }
        self.send(request, ask.body.map(Value::to_string).unwrap_or_default()).await
    }

    /// What a browser asks before it lets a page of this origin send JSON.
    pub async fn preflight(&self, call: &str, origin: &str) -> Heard {
        let request = self.request(Method::OPTIONS, call).header("origin", origin);
        let request = request.header("access-control-request-method", "POST");
        self.send(request.header("access-control-request-headers", "content-type"), String::new()).await
    }

    fn request(&self, method: Method, call: &str) -> request::Builder {
        let request = Request::builder().method(method).uri(format!("{}{call}", self.base));
        request.header("user-agent", "evergreen-check-server").header("accept", "*/*")
    }

    async fn send(&self, request: request::Builder, body: String) -> Heard {
        let request = request.body(Full::from(body)).map_err(|error| NoAnswer::BrokenOff(error.to_string()))?;
        let answer = tokio::time::timeout(self.limit, self.answer(request)).await;
        answer.unwrap_or(Err(NoAnswer::TimedOut(self.limit.as_secs())))
    }

    async fn answer(&self, request: Request<Full<Bytes>>) -> Heard {
        let response = self.http.request(request).await.map_err(|error| match error.is_connect() {
            true => NoAnswer::Unreachable(cause(&error)),
            false => NoAnswer::BrokenOff(cause(&error)),
        })?;
        let (head, body) = response.into_parts();
        let headers = head.headers.iter();
        let headers = headers
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let body = Limited::new(Body::new(body), LARGEST).collect().await.map_err(|error| {
            match error.is::<LengthLimitError>() {
                true => NoAnswer::TooLong,
                false => NoAnswer::BrokenOff(cause(&*error)),
            }
        })?;
        let body = String::from_utf8_lossy(&body.to_bytes()).into_owned();
        Ok(Answer { status: head.status.as_u16(), headers, body })
    }
}

/// The system's certificates; none where they are not needed, since a bare machine has none.
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

//! A proxy in front of the companion server. It changes responses, and remembers the tokens and bodies of the original
//! responses.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header::SET_COOKIE},
    response::Response,
};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::{net::TcpListener, task::JoinHandle};

/// A function that changes the headers and the body of a response. `path` is the path of the request.
pub type Change = fn(path: &str, headers: &mut HeaderMap, body: &mut String);

/// A running proxy. It stops when this value is dropped.
pub struct Proxy {
    port: u16,
    serving: JoinHandle<()>,
    passed: Arc<Mutex<Passed>>,
}

#[derive(Default)]
struct Passed {
    tokens: Vec<String>,
    bodies: String,
}

impl Proxy {
    /// Starts a proxy in front of the server at the address `server`, such as `http://localhost:1234`. The proxy
    /// applies `change` to each response.
    pub async fn start(server: String, change: Change) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let passed = Arc::<Mutex<Passed>>::default();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let (log, client) = (passed.clone(), http);
        let router = Router::new().fallback(move |request: Request| {
            let (server, client, log) = (server.clone(), client.clone(), log.clone());
            async move { pass(&client, &server, request, change, &log).await }
        });
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { port, serving, passed }
    }

    /// Returns the API base of the proxy, for clients that must use the proxy.
    pub fn api(&self) -> String {
        format!("http://localhost:{}/api", self.port)
    }

    /// Returns the values of all cookies that the server has set. Empty values are left out.
    pub fn tokens(&self) -> Vec<String> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner).tokens.clone()
    }

    /// Returns all bodies that the server has sent, one after the other.
    pub fn bodies(&self) -> String {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner).bodies.clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass(
    client: &reqwest::Client,
    server: &str,
    request: Request,
    change: Change,
    passed: &Mutex<Passed>,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body");
    let mut headers = parts.headers;
    headers.remove("host");
    let sent = client.request(parts.method, format!("{server}{}", parts.uri)).headers(headers).body(body).send().await;
    let response = sent.expect("the server responds");
    let (status, mut headers) = (response.status(), response.headers().clone());
    for hop in ["connection", "content-length", "transfer-encoding"] {
        headers.remove(hop);
    }
    if headers.get("content-type").is_some_and(|kind| kind == "text/event-stream") {
        let mut response = axum::http::Response::<reqwest::Body>::from(response).map(Body::new);
        *response.headers_mut() = headers;
        return response;
    }
    let mut body = response.text().await.expect("a body");
    {
        let mut passed = passed.lock().unwrap_or_else(PoisonError::into_inner);
        let cookies = headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        let values = cookies.filter_map(|cookie| cookie.split(';').next()?.split_once('=')).map(|(_, value)| value);
        passed.tokens.extend(values.filter(|value| !value.is_empty()).map(str::to_owned));
        passed.bodies += &body;
    }
    change(parts.uri.path(), &mut headers, &mut body);
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// A [`Change`] that leaves the response unchanged.
pub fn unchanged(_: &str, _: &mut HeaderMap, _: &mut String) {}

/// Replaces the value of each `Set-Cookie` header with the value that `rewrite` returns for it.
pub fn rewrite_cookies(headers: &mut HeaderMap, rewrite: impl Fn(&str) -> String) {
    let name: HeaderName = SET_COOKIE;
    let cookies: Vec<_> =
        headers.get_all(&name).iter().filter_map(|cookie| cookie.to_str().ok()).map(rewrite).collect();
    headers.remove(&name);
    for cookie in cookies {
        headers.append(&name, HeaderValue::from_str(&cookie).expect("a header"));
    }
}

//! A proxy before the companion server: spoils answers on their way, and remembers the tokens that passed.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header::SET_COOKIE},
    response::Response,
};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::{net::TcpListener, task::JoinHandle};

/// What is done to the headers and the body of every answer; the path says of which.
pub type Spoil = fn(path: &str, headers: &mut HeaderMap, body: &mut String);

/// A running proxy; it ends when dropped.
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
    /// Puts one before the server at this address, such as `http://localhost:1234`.
    pub async fn start(server: String, spoil: Spoil) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let passed = Arc::<Mutex<Passed>>::default();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let (log, client) = (passed.clone(), http);
        let router = Router::new().fallback(move |request: Request| {
            let (server, client, log) = (server.clone(), client.clone(), log.clone());
            async move { pass(&client, &server, request, spoil, &log).await }
        });
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { port, serving, passed }
    }

    /// The API base behind it.
    pub fn api(&self) -> String {
        format!("http://localhost:{}/api", self.port)
    }

    /// Every value of a cookie that the server has set.
    pub fn tokens(&self) -> Vec<String> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner).tokens.clone()
    }

    /// Every body that the server has sent, one after the other.
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
    spoil: Spoil,
    passed: &Mutex<Passed>,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body");
    let mut headers = parts.headers;
    headers.remove("host");
    let sent = client.request(parts.method, format!("{server}{}", parts.uri)).headers(headers).body(body).send().await;
    let answer = sent.expect("the server answers");
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    for hop in ["connection", "content-length", "transfer-encoding"] {
        headers.remove(hop);
    }
    let mut body = answer.text().await.expect("a body");
    {
        let mut passed = passed.lock().unwrap_or_else(PoisonError::into_inner);
        let cookies = headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        let values = cookies.filter_map(|cookie| cookie.split(';').next()?.split_once('=')).map(|(_, value)| value);
        passed.tokens.extend(values.filter(|value| !value.is_empty()).map(str::to_owned));
        passed.bodies += &body;
    }
    spoil(parts.uri.path(), &mut headers, &mut body);
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// As it came.
pub fn as_it_came(_: &str, _: &mut HeaderMap, _: &mut String) {}

/// Rewrites every cookie that is set.
pub fn rewrite_cookies(headers: &mut HeaderMap, rewrite: impl Fn(&str) -> String) {
    let name: HeaderName = SET_COOKIE;
    let cookies: Vec<_> =
        headers.get_all(&name).iter().filter_map(|cookie| cookie.to_str().ok()).map(rewrite).collect();
    headers.remove(&name);
    for cookie in cookies {
        headers.append(&name, HeaderValue::from_str(&cookie).expect("a header"));
    }
}

//! The HTTP client of the tests. It stores cookies like a browser, and tests can read and replace them.

#![allow(dead_code, reason = "each test binary uses only some of the functions")]

pub mod database;
pub mod events;
pub mod refreshes;
pub mod source_address;
pub mod sql;
pub mod write_lock;

use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;

use cookie::Cookie;
use evergreen_backend::{Config, Server};
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, ORIGIN, SET_COOKIE};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[allow(unused_imports, reason = "each test binary uses only some of the functions")]
pub use database::{on_shared_database, on_tested_database};

/// The origin of the app, which is allowed by default.
pub const APP: &str = "http://localhost:8081";

/// A client with its own cookies, for one server.
pub struct Client {
    http: reqwest::Client,
    base: String,
    jar: Mutex<Vec<Cookie<'static>>>,
}

/// A response with its whole body.
#[derive(Debug)]
pub struct Response {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Response {
    /// Returns the body as JSON. Panics if the body is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// Returns the value of a header; an empty text if the response does not have this header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header of text"))
    }

    /// Returns the values of all `Set-Cookie` headers.
    pub fn cookies(&self) -> Vec<&str> {
        let cookies = self.headers.get_all(SET_COOKIE).iter();
        cookies.map(|cookie| cookie.to_str().expect("text")).collect()
    }

    /// Returns the cookies of all `Set-Cookie` headers, with their attributes.
    pub fn parsed_cookies(&self) -> Vec<Cookie<'_>> {
        self.cookies().into_iter().map(|cookie| Cookie::parse(cookie).expect("a cookie")).collect()
    }
}

/// Starts a server with this configuration on the tested database, and creates a client without cookies.
pub async fn start(config: Config) -> (Server, Client) {
    let server = Server::start(on_tested_database(config)).await.expect("the server starts");
    let client = Client::new(&server);
    (server, client)
}

impl Client {
    /// Returns a client of this server without cookies.
    pub fn new(server: &Server) -> Self {
        Self::at(server.address())
    }

    /// Returns a client of this server that has signed in as a demo user.
    pub async fn signed_in(server: &Server, username: &str) -> Self {
        let client = Self::new(server);
        assert_eq!(client.sign_in(username, "evergreen").await.status, 200);
        client
    }

    /// Returns a client that has no cookies yet. The client sends its requests to the server at this address.
    pub fn at(address: SocketAddr) -> Self {
        Self { http: reqwest::Client::new(), base: format!("http://{address}"), jar: Mutex::default() }
    }

    /// Sends a request with the app's origin and with the stored cookies for this path. Stores the cookies of the
    /// response. Panics if there is no response.
    pub async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Response {
        self.try_send(method, path, body).await.expect("a response")
    }

    /// Like [`send`](Self::send), but returns an error if there is no response.
    pub async fn try_send(&self, method: &str, path: &str, body: Option<Value>) -> Result<Response, reqwest::Error> {
        let mut request = self.with_cookies(method, path);
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let response = read(request).await?;
        self.keep(&response);
        Ok(response)
    }

    /// Sends a `GET` request like [`send`](Self::send), and returns the response without its body.
    pub async fn stream(&self, path: &str) -> reqwest::Response {
        self.with_cookies("GET", path).send().await.expect("a response")
    }

    fn with_cookies(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let request = self.request(method, path).header(ORIGIN, APP);
        let cookies = self.cookies_for(path);
        if cookies.is_empty() { request } else { request.header(COOKIE, cookies) }
    }

    /// Returns a request without origin, cookies and content type. The caller can add headers and a body, and then
    /// sends the request with [`read`].
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// Calls [`send`](Self::send) for a `GET` request without a body.
    pub async fn get(&self, path: &str) -> Response {
        self.send("GET", path, None).await
    }

    /// Returns a future that sends a `GET` request without origin and cookies. The future does not borrow the client,
    /// so that another task can run it.
    pub fn get_later(&self, path: &str) -> impl Future<Output = Result<Response, reqwest::Error>> + Send + 'static {
        read(self.request("GET", path))
    }

    /// Calls [`send`](Self::send) for a `POST` request with this JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Response {
        self.send("POST", path, Some(body)).await
    }

    /// Sends a sign-in request. Does not check whether the sign-in succeeded.
    pub async fn sign_in(&self, username: &str, password: &str) -> Response {
        let body = json!({"username": username, "password": password});
        self.post("/api/auth/signin", body).await
    }

    /// Sends a sign-up request. Does not check whether the sign-up succeeded.
    pub async fn sign_up(&self, username: &str, email: &str, password: &str) -> Response {
        let body = json!({"username": username, "email": email, "password": password});
        self.post("/api/auth/signup", body).await
    }

    /// Sends a refresh request. Does not check whether the refresh succeeded.
    pub async fn refresh(&self) -> Response {
        self.post("/api/auth/refreshtoken", json!({})).await
    }

    /// Sends a sign-out request. Does not check whether the sign-out succeeded.
    pub async fn sign_out(&self) -> Response {
        self.post("/api/auth/signout", json!({})).await
    }

    /// Returns the value of the stored cookie with this name; `None` if there is no such cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let jar = self.jar.lock().expect("no panic");
        jar.iter().find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
    }

    /// Replaces the value of the stored cookie with this name. Panics if there is no such cookie.
    pub fn set_cookie(&self, name: &str, value: &str) {
        let mut jar = self.jar.lock().expect("no panic");
        let cookie = jar.iter_mut().find(|cookie| cookie.name() == name).expect("such a cookie");
        cookie.set_value(value.to_owned());
    }

    /// Replaces the cookies of this client with copies of another client's cookies; `of` is the other client. After
    /// this call, this client is like a second tab, or like an attacker who has stolen the cookies.
    pub fn take_cookies(&self, of: &Self) {
        let theirs = of.jar.lock().expect("no panic").clone();
        *self.jar.lock().expect("no panic") = theirs;
    }

    fn cookies_for(&self, path: &str) -> String {
        let jar = self.jar.lock().expect("no panic");
        let matching = jar.iter().filter(|cookie| cookie.path().is_some_and(|of| path.starts_with(of)));
        let pairs: Vec<_> = matching.map(|cookie| cookie.stripped().to_string()).collect();
        pairs.join("; ")
    }

    fn keep(&self, response: &Response) {
        let mut jar = self.jar.lock().expect("no panic");
        for cookie in response.parsed_cookies() {
            jar.retain(|stored| stored.name() != cookie.name() || stored.path() != cookie.path());
            if cookie.max_age().is_none_or(|age| !age.is_zero()) {
                jar.push(cookie.into_owned());
            }
        }
    }
}

/// Waits until a condition is true. It is checked again and again. So use this function only if nothing else reports
/// the change. Panics if the condition is still false after a minute; `what` is the text for this case.
pub async fn wait_until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let waited = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(60), waited).await.is_ok(), "waited in vain until {what}");
}

/// Sends a request from [`Client::request`], and reads the whole response.
pub async fn read(request: reqwest::RequestBuilder) -> Result<Response, reqwest::Error> {
    let response = request.send().await?;
    Ok(Response { status: response.status(), headers: response.headers().clone(), body: response.text().await? })
}

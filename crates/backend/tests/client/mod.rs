//! The client of these tests: one origin, cookies by hand and by path, nothing hidden.
//! It must not know what any answer should be.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::net::SocketAddr;
use std::sync::Mutex;

use evergreen_backend::{Config, Server};
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, ORIGIN, SET_COOKIE};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// The origin that is allowed by default.
pub const APP: &str = "http://localhost:8081";

/// A browser, as far as cookies go.
pub struct Client {
    http: reqwest::Client,
    base: String,
    jar: Mutex<Vec<Cookie>>,
}

#[derive(Clone, Debug)]
struct Cookie {
    name: String,
    value: String,
    path: String,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// A header's text; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header of text"))
    }

    /// All `Set-Cookie` headers.
    pub fn cookies(&self) -> Vec<&str> {
        let cookies = self.headers.get_all(SET_COOKIE).iter();
        cookies.map(|cookie| cookie.to_str().expect("text")).collect()
    }
}

/// A server of this configuration and a client without cookies.
pub async fn start(config: Config) -> (Server, Client) {
    let server = Server::start(config).await.expect("the server starts");
    let client = Client::new(&server);
    (server, client)
}

impl Client {
    /// A client without cookies.
    pub fn new(server: &Server) -> Self {
        Self::at(server.address())
    }

    /// The same, of a server in another process.
    pub fn at(address: SocketAddr) -> Self {
        Self { http: reqwest::Client::new(), base: format!("http://{address}"), jar: Mutex::default() }
    }

    /// A request of the app's page with the cookies of its path; those of the answer are kept.
    pub async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.try_send(method, path, body).await.expect("an answer")
    }

    /// The same, where there may be no answer.
    pub async fn try_send(&self, method: &str, path: &str, body: Option<Value>) -> Result<Answer, reqwest::Error> {
        let mut request = self.request(method, path).header(ORIGIN, APP);
        let cookies = self.cookies_for(path);
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies);
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let answer = read(request).await?;
        self.keep(&answer);
        Ok(answer)
    }

    /// A bare request: no origin, no cookies, no content type.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// `GET` of a path.
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    /// `GET` of a path without cookies, to be awaited elsewhere.
    pub fn get_later(&self, path: &str) -> impl Future<Output = Result<Answer, reqwest::Error>> + Send + 'static {
        read(self.request("GET", path))
    }

    /// `POST` of JSON to a path.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body)).await
    }

    /// Signs in.
    pub async fn sign_in(&self, username: &str, password: &str) -> Answer {
        let body = json!({"username": username, "password": password});
        self.post("/api/auth/signin", body).await
    }

    /// Signs up.
    pub async fn sign_up(&self, username: &str, email: &str, password: &str) -> Answer {
        let body = json!({"username": username, "email": email, "password": password});
        self.post("/api/auth/signup", body).await
    }

    /// Refreshes.
    pub async fn refresh(&self) -> Answer {
        self.post("/api/auth/refreshtoken", json!({})).await
    }

    /// Signs out.
    pub async fn sign_out(&self) -> Answer {
        self.post("/api/auth/signout", json!({})).await
    }

    /// The value of a kept cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let jar = self.jar.lock().expect("no panic");
        jar.iter().find(|cookie| cookie.name == name).map(|cookie| cookie.value.clone())
    }

    /// Replaces the value of a kept cookie.
    pub fn set_cookie(&self, name: &str, value: &str) {
        let mut jar = self.jar.lock().expect("no panic");
        let cookie = jar.iter_mut().find(|cookie| cookie.name == name).expect("such a cookie");
        value.clone_into(&mut cookie.value);
    }

    /// Copies another client's cookies, as a thief or a second tab has them.
    pub fn take_cookies(&self, of: &Self) {
        let theirs = of.jar.lock().expect("no panic").clone();
        *self.jar.lock().expect("no panic") = theirs;
    }

    fn cookies_for(&self, path: &str) -> String {
        let jar = self.jar.lock().expect("no panic");
        let matching = jar.iter().filter(|cookie| path.starts_with(&cookie.path));
        let pairs: Vec<_> = matching.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        pairs.join("; ")
    }

    fn keep(&self, answer: &Answer) {
        let mut jar = self.jar.lock().expect("no panic");
        for text in answer.cookies() {
            let (name, rest) = text.split_once('=').expect("a name");
            let value = rest.split(';').next().unwrap_or_default();
            let path = text.to_ascii_lowercase();
            let path = path.split("path=").nth(1).expect("a path");
            let path = path.split(';').next().unwrap_or_default().to_owned();
            jar.retain(|cookie| cookie.name != name || cookie.path != path);
            if !text.contains("Max-Age=0") {
                let (name, value) = (name.to_owned(), value.to_owned());
                jar.push(Cookie { name, value, path });
            }
        }
    }
}

/// Sends a request and reads its answer.
pub async fn read(request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
    let response = request.send().await?;
    Ok(Answer { status: response.status(), headers: response.headers().clone(), body: response.text().await? })
}

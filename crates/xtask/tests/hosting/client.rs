//! An HTTP client that leaves responses unchanged: it follows no redirects and decompresses nothing.

use reqwest::{
    Method,
    header::{HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};

/// A client that sends all requests to one server.
pub struct Client {
    http: reqwest::Client,
    origin: String,
}

/// A response, and the request that it answers.
pub struct Answer {
    /// The request as a text for the messages about faults: its method, its path and its additional header.
    pub asked: String,
    /// The status code.
    pub status: u16,
    /// All headers of the response.
    pub headers: HeaderMap,
    /// The body, as it was sent. It may be compressed.
    pub body: Vec<u8>,
}

impl Client {
    /// Creates a client for the server at this port of 127.0.0.1.
    pub fn new(port: u16) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client");
        Self { http, origin: format!("http://127.0.0.1:{port}") }
    }

    /// Sends a GET request. It has no `Accept-Encoding` header, so the response must not be compressed.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// Sends a GET request with one additional header.
    pub async fn get_with(&self, path: &str, name: HeaderName, value: &str) -> Answer {
        let value = HeaderValue::from_str(value).expect("a value");
        self.send(Method::GET, path, Some((name, value))).await
    }

    /// Sends a POST request without a body.
    pub async fn post(&self, path: &str) -> Answer {
        self.send(Method::POST, path, None).await
    }

    async fn send(&self, method: Method, path: &str, header: Option<(HeaderName, HeaderValue)>) -> Answer {
        let mut asked = format!("{method} {path}");
        let mut request = self.http.request(method, format!("{}{path}", self.origin));
        if let Some((name, value)) = header {
            asked = format!("{asked} ({name}: {value:?})");
            request = request.header(name, value);
        }
        let answer = request.send().await.unwrap_or_else(|error| panic!("{asked}: {error}"));
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes().await.unwrap_or_else(|error| panic!("{asked}: {error}")).to_vec();
        Answer { asked, status, headers, body }
    }
}

impl Answer {
    /// Returns the values of a header, joined with ` | `. The text is empty if the response does not have the header.
    pub fn header(&self, name: &str) -> String {
        let values = self.headers.get_all(name).iter();
        values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect::<Vec<_>>().join(" | ")
    }
}

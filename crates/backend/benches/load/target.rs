//! The servers to measure: a plain axum route, and the companion server with the settings of its command.

use axum::Router;
use axum::routing::get;
use evergreen_backend::{Config, Server};
use tokio::task::JoinHandle;

/// A call to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// A plain axum route with the same response body as the public board.
    Bare,
    /// The public board (`GET /test/all`). The request passes through the middleware, but needs no access to the
    /// database.
    Public,
    /// The board for signed-in users (`GET /test/user`). The server verifies the access token, and reads the user and
    /// the token family from the database.
    Board,
    /// A refresh with the same token again and again. The first refresh replaces the token. All later ones are within
    /// the grace period: the server begins a write transaction, but writes nothing.
    Refresh,
}

/// A request that oha sends again and again.
pub struct Request {
    pub method: &'static str,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<&'static str>,
}

/// A running companion server, and a running bare route.
pub struct Target {
    bare: String,
    route: JoinHandle<()>,
    server: Server,
}

impl Call {
    /// The calls that do not use the database. The first one must be [`Call::Bare`], because the report compares all
    /// calls with the call that was measured first.
    pub const WITHOUT_DATABASE: [Self; 2] = [Self::Bare, Self::Public];
    /// The calls that use the database.
    pub const WITH_DATABASE: [Self; 2] = [Self::Board, Self::Refresh];

    /// Returns the name of the call in the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare axum route",
            Self::Public => "GET /test/all",
            Self::Board => "GET /test/user",
            Self::Refresh => "refresh, within the grace",
        }
    }
}

impl Target {
    /// Starts the companion server with this configuration, and adds the demo accounts to it. Also starts the bare
    /// route, which is a separate server.
    pub async fn start(config: Config) -> Self {
        let server = Server::start(Config { demo: true, ..config }).await.expect("the server starts");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let bare = format!("http://{}/", listener.local_addr().expect("an address"));
        let router = Router::new().route("/", get(async || "Public Content."));
        let route = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Self { bare, route, server }
    }

    /// Returns the request of a call. If the call needs cookies, signs in first to get them.
    pub async fn request(&self, call: Call) -> Request {
        let get = |url| Request { method: "GET", url, headers: Vec::new(), body: None };
        match call {
            Call::Bare => get(self.bare.clone()),
            Call::Public => get(self.url("/test/all")),
            Call::Board => {
                Request { headers: vec![("Cookie", self.sign_in().await[0].clone())], ..get(self.url("/test/user")) }
            }
            Call::Refresh => {
                let json = ("Content-Type", "application/json".to_owned());
                let headers = vec![("Cookie", self.sign_in().await[1].clone()), json];
                Request { method: "POST", url: self.url("/auth/refreshtoken"), headers, body: Some("{}") }
            }
        }
    }

    /// Returns the URL of a path of the API, like `/test/all`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}/api{path}", self.server.address())
    }

    /// Signs in as the user `user`. Returns the cookie of the access token and the cookie of the refresh token, as
    /// `name=value`.
    pub async fn sign_in(&self) -> [String; 2] {
        let body = r#"{"username":"user","password":"evergreen"}"#;
        let request = reqwest::Client::new().post(self.url("/auth/signin")).header("Content-Type", "application/json");
        let response = request.body(body).send().await.expect("a response");
        cookies(&response).try_into().expect("two cookies")
    }

    /// Stops both servers.
    pub async fn stop(self) {
        self.route.abort();
        self.server.stop().await;
    }
}

/// Returns the `name=value` pairs of the cookies that a response sets.
pub fn cookies(response: &reqwest::Response) -> Vec<String> {
    let cookies = response.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    cookies.filter_map(|cookie| cookie.split(';').next().map(str::to_owned)).collect()
}

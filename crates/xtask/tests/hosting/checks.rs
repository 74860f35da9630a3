//! The checks: how a host must answer requests for a release.

use super::{
    api, client::Client, configuration, files, findings::Findings, location::Location, program::Program, run::Run,
};
use reqwest::header::{ACCEPT_ENCODING, HeaderName};
use xtask::{hosting, port, tools::WebServer};

/// Starts the server with a release at this location, and runs all checks.
///
/// # Panics
/// If the server does not start, or if a response has a fault.
pub async fn all(server: WebServer, location: Location) {
    let api = api::start().await;
    run(server, location, api, "").await;
}

/// Like [`all`], for an nginx that also has `hosting/nginx.conf`.
///
/// # Panics
/// If nginx does not start, or if a response has a fault.
pub async fn in_containers() {
    let (api, inner) = (api::start().await, port::free().await.expect("a free port"));
    run(WebServer::Nginx, Location::Root, inner, &configuration::containers(inner, api)).await;
}

/// Starts the server and runs all checks. The API is at port `api`. `more` is added to the configuration of nginx.
async fn run(server: WebServer, location: Location, api: u16, more: &str) {
    let folder = tempfile::Builder::new().prefix("evergreen-hosting-").tempdir().expect("a temporary folder");
    let public_url = location.path().parse().expect("a path");
    let rules = files::write(&hosting::release_in(&folder.path().join("site"), &public_url), location);
    let program = Program::start(server, location, api, folder.path(), more).await;
    let mut run = Run { client: Client::new(program.port), location, rules, findings: Findings::default() };
    let files = files::files();
    run.files(&files, configuration::encodings(server)).await;
    run.unchanged_files(&files).await;
    run.deep_links().await;
    run.missing_files().await;
    run.refusals().await;
    run.outside().await;
    run.https().await;
    run.api().await;
    run.findings.conclude();
}

impl Run {
    /// Checks that the host sends the page for paths that only the app's router knows. The page must be compressed if
    /// the client accepts gzip.
    async fn deep_links(&mut self) {
        // The header file was removed from the release. So the host responds to the path of this file with the page of
        // the app, as it does for the other paths here.
        for name in ["", "profile", "profile/", "a/b.c/d", "evergreen-", "_headers"] {
            let path = self.location.of(name);
            let page = self.client.get(&path).await;
            self.every(&path, &page, 200, "no-cache");
            self.findings.page(&page, true);
            let small = self.client.get_with(&path, ACCEPT_ENCODING, "gzip").await;
            self.every(&path, &small, 200, "no-cache");
            self.findings.header(&small, "content-encoding", "gzip");
        }
    }

    /// Requests files that the release does not contain. Checks that the response to each request has the status 404,
    /// and that its body is not the page of the app. The response must also have `no-cache`. Otherwise a client could
    /// use it again after a later release has added the file.
    async fn missing_files(&mut self) {
        let old = ["evergreen-fedcba9876543210.js", "evergreen-fedcba9876543210_bg.wasm", "base-0.css", "icon-0.svg"];
        for name in old.into_iter().chain(["favicon.ico", "a/b/c.js"]) {
            let path = self.location.of(name);
            let missing = self.client.get(&path).await;
            self.every(&path, &missing, 404, "no-cache");
            self.findings.page(&missing, false);
        }
    }

    /// Checks that the response to a POST request has the same headers as other responses, whatever its status is.
    async fn refusals(&mut self) {
        let path = self.location.of("boot.js");
        let refused = self.client.post(&path).await;
        self.every(&path, &refused, refused.status, "no-cache");
    }

    /// Checks that a response has `Strict-Transport-Security` only if the browser uses https. If there is a proxy in
    /// front of the server, the request header `X-Forwarded-Proto` says whether the browser uses https.
    async fn https(&mut self) {
        let path = self.location.of("boot.js");
        let plain = self.client.get(&path).await;
        self.findings.header(&plain, "strict-transport-security", "");
        let secure = self.client.get_with(&path, HeaderName::from_static("x-forwarded-proto"), "https").await;
        self.findings.header(&secure, "strict-transport-security", "max-age=31536000");
    }

    /// Checks that the host passes requests for the API on to the server of the API, and tells that server the address
    /// of the client and an identifier of the request, which the client cannot choose. Also checks that the host does
    /// not change the responses of the API.
    async fn api(&mut self) {
        for path in ["/api/test/all", "/api/icon-1.svg"] {
            let answer = self.client.get_with(path, HeaderName::from_static("x-request-id"), "chosen").await;
            let id = answer.header("x-request-id");
            self.findings.expect(&answer, id.len() >= 32, format!("the identifier is `{id}`"));
            self.findings.status(&answer, 200);
            let expected = format!("{path} for 127.0.0.1");
            self.findings.expect(&answer, answer.body == expected.as_bytes(), "the API has not answered");
            self.findings.header(&answer, "cache-control", "no-store");
        }
    }

    /// Checks that paths outside of the location get no page or file of the app, and that `/portal` is redirected to
    /// `/portal/`. Checks nothing if the location is `/`.
    async fn outside(&mut self) {
        if self.location == Location::Root {
            return;
        }
        for path in ["/", "/profile", "/boot.js", "/index.html", "/portalx", "/portalx/profile", "/portal.html"] {
            let other = self.client.get(path).await;
            self.findings.status(&other, 404);
            self.findings.page(&other, false);
        }
        let redirect = self.client.get("/portal").await;
        self.every("/portal/", &redirect, 301, "no-cache");
        self.findings.header(&redirect, "location", "/portal/");
    }
}

//! Tests a whole session behind a real web server: nginx or Caddy. The web server has the configuration that a build
//! writes. It serves the release, and passes the calls of the API on to the companion server. A web server that is not
//! installed is left out.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use xtask::api_base::{self, ApiBase};
use xtask::hosting::release_in;
use xtask::release::{COPY_ENDINGS, copy_of};
use xtask::tools::WebServer;

use crate::fixture::{Fixture, release};
use crate::page::Page;

use location::Location;
use program::Program;

#[allow(dead_code, reason = "the tests of the configurations use all of it")]
#[path = "../../crates/xtask/tests/hosting/configuration.rs"]
mod configuration;
#[path = "../../crates/xtask/tests/hosting/program.rs"]
mod program;

mod location {
    /// The path at which the app is served.
    #[derive(Clone, Copy)]
    pub enum Location {
        /// The app is served at `/`.
        Root,
        /// The app is served at `/app/`.
        App,
    }

    impl Location {
        /// Returns the path of the app, which begins and ends with a slash.
        pub fn path(self) -> &'static str {
            match self {
                Self::Root => "/",
                Self::App => "/app/",
            }
        }
    }
}

#[test]
fn a_session_is_renewed_behind_nginx_at_the_root() {
    session_behind(WebServer::Nginx, Location::Root);
}

#[test]
fn a_session_is_renewed_behind_nginx_below_a_path() {
    session_behind(WebServer::Nginx, Location::App);
}

#[test]
fn a_session_is_renewed_behind_caddy_at_the_root() {
    session_behind(WebServer::Caddy, Location::Root);
}

#[test]
fn a_session_is_renewed_behind_caddy_below_a_path() {
    session_behind(WebServer::Caddy, Location::App);
}

/// Opens a deep link, signs in, lets the access token expire, opens a board, and reloads it.
fn session_behind(server: WebServer, location: Location) {
    if server.find().is_none() {
        println!("Not tested: {} is not installed.", server.name());
        return;
    }
    let fixture = Fixture { prefix: location.path(), ..Fixture::new() };
    fixture.run(async |s| {
        let folder = site(location);
        let program = Program::start(server, location, s.server.address().port(), folder.path(), "").await;
        let origin = format!("http://localhost:{}", program.port);
        s.server.allow_origin(&origin);
        let page = Page::new(&s.browser, format!("{origin}{}", location.path()));
        page.open("/login").await;
        page.sees_form().await;
        page.sign_in("user").await;
        s.server.expire_access_tokens();
        page.click("User").await;
        page.sees("User Content.").await;
        assert_eq!(s.refreshes(), 1, "{:?}", s.server.requests());
        page.reload().await;
        page.sees("User Content.").await;
        page.is_at("/user").await;
        assert_eq!(s.server.preflights(), 0, "the API is not on the origin of the app");
        s.assert_no_alert().await;
        // The fixture makes the same checks after the test. They are made here too, because the web server ends with
        // the test.
        s.check().await;
    });
}

/// Copies the release into a new site folder. Changes the copy, so that it calls the API on its own origin.
fn site(location: Location) -> TempDir {
    let folder = tempfile::Builder::new().prefix("evergreen-site-").tempdir().expect("a temporary folder");
    let to = release_in(&folder.path().join("site"), &location.path().parse().expect("a path"));
    fs::create_dir_all(&to).expect("a writable folder");
    for entry in fs::read_dir(release(location.path())).expect("a release") {
        let from = entry.expect("an entry").path();
        if from.is_file() {
            fs::copy(&from, to.join(from.file_name().expect("a name"))).expect("a copy");
        }
    }
    let base: ApiBase = configuration::API.parse().expect("an API base");
    let headers = read(&to.join("_headers"));
    for page in ["index.html", "404.html"] {
        let new = api_base::rewrite(&read(&to.join(page)), &headers, &base).expect("a page with an API base");
        fs::write(to.join(page), new.index).expect("written");
        fs::write(to.join("_headers"), new.headers).expect("written");
        for ending in COPY_ENDINGS {
            // The compressed copies still contain the page before the change, so they are removed.
            let _ = fs::remove_file(copy_of(&to.join(page), ending));
        }
    }
    folder
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

//! Tests the release behind a real web server: nginx or Caddy. The web server has the configuration that a build
//! writes. It serves the release, and passes the calls of the API on to the companion server. A web server that is not
//! installed is left out.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tokio::runtime::Runtime;
use xtask::host::Rules;
use xtask::hosting::release_in;
use xtask::release::{HEADERS, is_copy};
use xtask::tools::WebServer;

use crate::fixture::Fixture;
use crate::hosting::absent::not_tested;
use crate::hosting::client::Client;
use crate::hosting::configuration::{self, API};
use crate::hosting::file::File;
use crate::hosting::findings::Findings;
use crate::hosting::location::Location;
use crate::hosting::program::Program;
use crate::hosting::run::Run;
use crate::page::Page;
use crate::site;
use crate::test_system::TestSystem;

#[test]
fn a_session_is_renewed_behind_nginx_at_the_root() {
    session_behind(WebServer::Nginx, Location::Root);
}

#[test]
fn a_session_is_renewed_behind_nginx_below_a_path() {
    session_behind(WebServer::Nginx, Location::Portal);
}

#[test]
fn a_session_is_renewed_behind_caddy_at_the_root() {
    session_behind(WebServer::Caddy, Location::Root);
}

#[test]
fn a_session_is_renewed_behind_caddy_below_a_path() {
    session_behind(WebServer::Caddy, Location::Portal);
}

#[test]
fn nginx_sends_every_file_of_the_release_at_the_root() {
    every_file_from(WebServer::Nginx, Location::Root);
}

#[test]
fn nginx_sends_every_file_of_the_release_below_a_path() {
    every_file_from(WebServer::Nginx, Location::Portal);
}

#[test]
fn caddy_sends_every_file_of_the_release_at_the_root() {
    every_file_from(WebServer::Caddy, Location::Root);
}

#[test]
fn caddy_sends_every_file_of_the_release_below_a_path() {
    every_file_from(WebServer::Caddy, Location::Portal);
}

/// Opens a deep link, and checks that the session is renewed there.
fn session_behind(server: WebServer, location: Location) {
    if is_absent(server, "a session") {
        return;
    }
    Fixture::new().run(async |s| {
        let folder = site_folder(location);
        let program = Program::start(server, location, s.server.address().port(), folder.path(), "").await;
        let origin = format!("http://localhost:{}", program.port);
        s.server.allow_origin(&origin);
        let page = Page::new(&s.browser, format!("{origin}{}", location.path()));
        page.open("/login").await;
        page.sees_form().await;
        renews_its_session(s, &page).await;
        page.is_at("/user").await;
        assert_eq!(s.server.preflights(), 0, "the API is not on the origin of the app");
        s.assert_no_alert().await;
        // The fixture makes the same checks after the test. They are made here too, because the web server ends with
        // the test.
        s.check().await;
    });
}

/// Signs in, lets the access token expire, opens a board, and reloads it.
pub async fn renews_its_session(s: &TestSystem, page: &Page<'_>) {
    page.sign_in("user").await;
    s.server.expire_access_tokens();
    page.click("User").await;
    page.sees("User Content.").await;
    assert_eq!(s.refreshes(), 1, "{:?}", s.server.requests());
    page.is_at("/user").await;
    page.reload().await;
    page.sees("User Content.").await;
}

/// Requests each file of the release, and checks what the web server sends: the headers, the media type, the content,
/// its compressed copies, and the response to a browser that has the file already.
fn every_file_from(server: WebServer, location: Location) {
    if is_absent(server, "the files of a release") {
        return;
    }
    Runtime::new().expect("a runtime").block_on(async {
        let folder = site_folder(location);
        let release = release_in(&folder.path().join("site"), &location.path().parse().expect("a path"));
        let rules = Rules::parse(&site::read(&release.join(HEADERS))).expect("a good header file");
        let files = files_in(&release);
        // No test requests the API here, so any port is good for it.
        let program = Program::start(server, location, 8080, folder.path(), "").await;
        let client = Client::new(program.port);
        let mut run = Run { client, location, rules, findings: Findings::default() };
        run.files(&files, configuration::encodings(server)).await;
        run.unchanged_files(&files).await;
        run.findings.conclude();
    });
}

/// Returns all files of a release folder, without the header file and the compressed copies.
fn files_in(folder: &Path) -> Vec<File> {
    let paths = fs::read_dir(folder).expect("a release").map(|entry| entry.expect("an entry").path());
    let name = |path: &Path| path.file_name().expect("a name").to_str().expect("a text").to_owned();
    let files = paths
        .filter(|path| !is_copy(path))
        .map(|path| File { name: name(&path), content: fs::read(&path).expect("a file that can be read") });
    files.filter(|file| file.name != HEADERS).collect()
}

/// Returns true if the web server is not installed. Then says that `what` is not tested with it.
fn is_absent(server: WebServer, what: &str) -> bool {
    let absent = server.find().is_none();
    if absent {
        not_tested(&format!("{what} behind {}", server.name()), "The web server is not installed.");
    }
    absent
}

/// Creates a folder for a web server. Its subfolder `site` has a release for this location, which calls the API on its
/// own origin.
fn site_folder(location: Location) -> TempDir {
    let folder = tempfile::Builder::new().prefix("evergreen-site-").tempdir().expect("a temporary folder");
    site::write(&folder.path().join("site"), location.path(), API);
    folder
}

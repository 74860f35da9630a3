//! A machine on which a reader follows the chapter about nginx or Caddy. A temporary folder is its root, and has the
//! folders `/etc` and `/srv` that the chapters name. The address of the API leads to a server of the test.

use super::pages::{Page, chapters};
use axum::{
    Router,
    http::{HeaderMap, Uri, header::SET_COOKIE},
    response::IntoResponse,
};
use reqwest::{Client, Response, redirect::Policy};
use std::{
    fs::{self, File},
    path::PathBuf,
    process::Command,
    time::Duration,
};
use tempfile::TempDir;
use tokio::time;
use xtask::{
    hosting::{self, Site, release_in},
    port,
    process::Running,
    project,
    release::headers_below,
    web_host::WebHost,
};

/// How long a program may take to start.
const START: Duration = Duration::from_secs(30);
/// The content of the page of the release.
pub const PAGE: &str = "<!doctype html><title>The app</title>";

pub struct Machine {
    root: TempDir,
    chapter: Page,
    /// The port for http on 127.0.0.1, in place of port 80.
    pub http: u16,
    https: u16,
    api: u16,
}

impl Machine {
    /// Prepares a machine for the host, and builds the release and its configuration in its root.
    pub async fn new(host: WebHost, chapter: &str, public_url: &str, api_base: &str) -> Self {
        let root = tempfile::Builder::new().prefix("evergreen-book-").tempdir().expect("a temporary folder");
        let (public_url, api_base) = (public_url.parse().expect("a path"), api_base.parse().expect("an API base"));
        let site = root.path().join("release");
        let release = release_in(&site, &public_url);
        fs::create_dir_all(&release).expect("a folder");
        let headers = fs::read_to_string(project::root().join("static/_headers")).expect("the header file");
        fs::write(release.join("_headers"), headers_below(&public_url, &headers)).expect("a writable folder");
        fs::write(release.join("index.html"), PAGE).expect("a writable folder");
        let site = Site { folder: &site, public_url: &public_url, api_base: Some(&api_base) };
        hosting::write(host, &site).expect("a configuration");
        let listeners = port::listen(0).await.expect("a free port");
        let api = listeners[0].local_addr().expect("bound").port();
        for listener in listeners {
            tokio::spawn(async { axum::serve(listener, Router::new().fallback(answer)).await });
        }
        let chapter = chapters().into_iter().find(|page| page.path.ends_with(chapter)).expect("the chapter");
        let (http, https) = (port::free().await.expect("a port"), port::free().await.expect("a port"));
        Self { root, chapter, http, https, api }
    }

    /// Returns the path of a file of this machine. `path` begins with a slash.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path.trim_start_matches('/'))
    }

    /// Returns the only block of the chapter with this language and beginning.
    pub fn block(&self, language: &str, beginning: &str) -> &str {
        let blocks = self.chapter.content.blocks.iter().filter(|block| block.info == language);
        let found: Vec<_> = blocks.filter(|block| block.text.trim_start().starts_with(beginning)).collect();
        assert_eq!(found.len(), 1, "blocks of {language} that begin with {beginning}");
        &found[0].text
    }

    /// Returns the only line of the blocks with commands that begins in this way.
    pub fn line(&self, beginning: &str) -> &str {
        let blocks = self.chapter.content.blocks.iter().filter(|block| block.info == "console");
        let lines: Vec<_> = blocks.flat_map(|block| block.text.lines().map(str::trim)).collect();
        let found: Vec<_> = lines.into_iter().filter(|line| line.starts_with(beginning)).collect();
        assert_eq!(found.len(), 1, "lines that begin with {beginning}");
        found[0]
    }

    /// Returns whether the chapter has this code in its text.
    pub fn has_code(&self, code: &str) -> bool {
        self.chapter.content.codes.iter().any(|it| it == code)
    }

    /// Returns the only further expression for `sed` that contains this text. It begins with `-e`. The chapter has it in
    /// its text or in a block.
    pub fn expression(&self, text: &str) -> &str {
        let blocks = self.chapter.content.blocks.iter().map(|block| block.text.trim());
        let all = blocks.chain(self.chapter.content.codes.iter().map(String::as_str));
        let found: Vec<_> = all.filter(|code| code.starts_with("-e ") && code.contains(text)).collect();
        assert_eq!(found.len(), 1, "expressions with {text}");
        found[0]
    }

    /// Runs a command with `sed` as it is printed, where the release is. It has the form `sed … INPUT > OUTPUT`. Each of
    /// the further expressions must change the output. Copies the output to the place that the chapter names.
    pub fn install(&self, command: &str, further: &[&str]) {
        let (sed, output) = command.split_once(" > ").expect("an output");
        let (sed, input) = sed.rsplit_once(' ').expect("an input");
        let read = |file: &str| fs::read_to_string(self.path(file)).expect("a configuration");
        let mut before = read(input);
        let mut expressions = String::new();
        for expression in std::iter::once("").chain(further.iter().copied()) {
            expressions += &format!(" {expression}");
            self.sh(&format!("{sed}{expressions} {input} > {output}"));
            let after = read(output);
            assert_ne!(before, after, "{expression} changes nothing");
            before = after;
        }
        let copy = self.line(&format!("scp {output} server:"));
        self.write(copy.split_once(" server:").expect("a path of the server").1, &before);
        let release = self.line("rsync -a release/ server:").split_once(" server:").expect("a path of the server").1;
        let release = self.path(release.trim_end_matches('/'));
        fs::create_dir_all(release.parent().expect("a folder")).expect("a writable folder");
        fs::rename(self.path("release"), release).expect("a writable folder");
    }

    fn sh(&self, command: &str) {
        let output = Command::new("sh").arg("-c").arg(command).current_dir(self.root.path()).output().expect("a shell");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Writes a file of the server. Its paths, ports and addresses become those of this machine.
    pub fn write(&self, path: &str, text: &str) {
        let root = self.root.path().display();
        let text = text.replace(" /etc/", &format!(" {root}/etc/")).replace(" /srv/", &format!(" {root}/srv/"));
        let text = text.replace("listen 80;", &format!("listen 127.0.0.1:{};", self.http));
        let text = text.replace("listen 443 ", &format!("listen 127.0.0.1:{} ", self.https));
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a writable folder");
        fs::write(path, text.replace("127.0.0.1:8080", &format!("127.0.0.1:{}", self.api))).expect("a writable folder");
    }

    /// Runs a check of the configuration. It must succeed.
    pub fn accepts(&self, mut check: Command) {
        let output = self.at_home(&mut check).output().expect("a program that can be started");
        assert!(output.status.success(), "{check:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Starts the server, and waits until it accepts a connection.
    pub async fn serve(&self, mut server: Command) -> Running {
        let log = self.path("log");
        let file = File::create(&log).expect("a writable folder");
        self.at_home(&mut server).stdout(file.try_clone().expect("a second handle")).stderr(file);
        let mut running = Running::start(&mut server.into()).expect("a program that can be started");
        let ended = tokio::select! {
            () = port::accepts(self.http) => None,
            ended = running.ended() => Some(format!("it ended: {ended:?}")),
            () = time::sleep(START) => Some("it did not start".to_owned()),
        };
        assert!(ended.is_none(), "{ended:?}\n{}", fs::read_to_string(log).unwrap_or_default());
        running
    }

    /// Sends a request for a path of the site to port 80 of this machine.
    pub async fn get(&self, path: &str) -> Response {
        let client = Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client");
        let request = client.get(format!("http://127.0.0.1:{}{path}", self.http)).header("host", "app.example.org");
        request.send().await.expect("a response")
    }

    /// Lets a program keep its own files on this machine.
    fn at_home<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let home = self.root.path();
        command.env("HOME", home).env("XDG_DATA_HOME", home).env("XDG_CONFIG_HOME", home)
    }
}

/// Returns a header of a response, or nothing.
pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The API repeats parts of the request, and sets a cookie as the companion server does.
async fn answer(uri: Uri, headers: HeaderMap) -> impl IntoResponse {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let cookie = "refresh=1; Path=/api/auth/refreshtoken; HttpOnly";
    ([(SET_COOKIE, cookie)], format!("{} {} {}", uri.path(), header("host"), header("x-forwarded-proto")))
}

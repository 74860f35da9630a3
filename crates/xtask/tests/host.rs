//! The static host, asked as a browser would ask it.
//! It must not know how the host is built inside.

use std::{fs, path::PathBuf};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use xtask::host::{Fallback, Host, HostOptions};
use xtask::release::headers_below;

const PAGE: &str = r#"<!doctype html><meta name="api-base" content="http://localhost:8080/api"><p>Evergreen"#;
const HEADERS: &str = "/*\n  Content-Security-Policy: default-src 'none'; connect-src 'self' http://localhost:8080\n/app-*\n  Cache-Control: max-age=31536000, immutable\n";

/// A release folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("evergreen-host-{name}-{}", std::process::id()));
        fs::create_dir_all(dir.join("snippets")).expect("a writable temporary folder");
        let files = [
            ("index.html", PAGE.to_owned()),
            ("404.html", PAGE.to_owned()),
            ("_headers", HEADERS.to_owned()),
            ("boot.js", "export {}".to_owned()),
            ("app-1f.wasm", "wasm ".repeat(1000)),
            ("snippets/one.js", "1".to_owned()),
        ];
        for (name, text) in files {
            fs::write(dir.join(name), text).expect("a writable folder");
        }
        Self(dir)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The head in lower case, and the body's bytes.
async fn get(host: &Host, path: &str, extra: &str) -> (String, Vec<u8>) {
    let address = host.origin().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.expect("the host listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{extra}\r\n");
    stream.write_all(request.as_bytes()).await.expect("the host reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("the host answers");
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("a head");
    let body = answer.split_off(end + 4);
    (String::from_utf8(answer).expect("a head of text").to_lowercase(), body)
}

async fn start(folder: &Folder, change: impl FnOnce(&mut HostOptions)) -> Host {
    let mut options = HostOptions::new(&folder.0);
    change(&mut options);
    Host::start(options).await.expect("the host starts")
}

#[tokio::test]
async fn files_come_with_their_type_and_the_files_headers() {
    let folder = Folder::new("files");
    let host = start(&folder, |_| ()).await;
    let (head, body) = get(&host, "/", "").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("content-type: text/html") && head.contains("connect-src 'self' http://localhost:8080"));
    assert_eq!(body, PAGE.as_bytes());
    let (head, _) = get(&host, "/app-1f.wasm", "").await;
    assert!(head.contains("content-type: application/wasm") && head.contains("immutable"), "{head}");
}

#[tokio::test]
async fn the_header_file_itself_is_not_served() {
    let folder = Folder::new("headers");
    for (prefix, fallback) in [("/", Fallback::NotFound404), ("/", Fallback::Index200), ("/app/", Fallback::Index200)] {
        let host = start(&folder, |options| (options.prefix, options.fallback) = (prefix.to_owned(), fallback)).await;
        let (head, body) = get(&host, &format!("{prefix}_headers"), "").await;
        assert!(head.starts_with("http/1.1 404") && body != PAGE.as_bytes(), "{prefix} {fallback:?}: {head}");
    }
}

#[tokio::test]
async fn text_and_wasm_are_compressed_and_not_sent_twice() {
    let folder = Folder::new("compressed");
    let host = start(&folder, |_| ()).await;
    for (accept, name) in [("gzip, br", "br"), ("gzip", "gzip")] {
        let (head, body) = get(&host, "/app-1f.wasm", &format!("Accept-Encoding: {accept}\r\n")).await;
        assert!(head.contains(&format!("content-encoding: {name}")) && body.len() < 500, "{head}");
    }
    let (head, body) = get(&host, "/app-1f.wasm", "").await;
    assert!(!head.contains("content-encoding") && body.len() == 5000, "{head}");
    // The head was put in lower case, and a tag is compared letter by letter.
    let tag = head.lines().find_map(|line| line.strip_prefix("etag: w/")).expect("a tag");
    let (head, body) = get(&host, "/app-1f.wasm", &format!("If-None-Match: W/{tag}\r\n")).await;
    assert!(head.starts_with("http/1.1 304") && body.is_empty(), "{head}");
}

#[tokio::test]
async fn an_unknown_path_shows_the_app_in_either_way() {
    let folder = Folder::new("fallback");
    let host = start(&folder, |_| ()).await;
    let (head, body) = get(&host, "/profile", "").await;
    assert!(head.starts_with("http/1.1 404") && body == PAGE.as_bytes(), "{head}");
    let host = start(&folder, |options| options.fallback = Fallback::Index200).await;
    let (head, body) = get(&host, "/profile/x", "").await;
    assert!(head.starts_with("http/1.1 200") && body == PAGE.as_bytes(), "{head}");
}

#[tokio::test]
async fn a_prefix_holds_the_whole_site() {
    let folder = Folder::new("prefix");
    let headers = headers_below(&"/app/".parse().expect("a path"), HEADERS);
    fs::write(folder.0.join("_headers"), headers).expect("a writable folder");
    let host = start(&folder, |options| options.prefix = "/app/".to_owned()).await;
    assert!(host.url().ends_with("/app/"));
    assert!(get(&host, "/app/", "").await.0.starts_with("http/1.1 200"));
    assert!(get(&host, "/app/snippets/one.js", "").await.0.starts_with("http/1.1 200"));
    let (head, _) = get(&host, "/app/app-1f.wasm", "").await;
    assert!(head.contains("immutable") && head.contains("content-security-policy"), "{head}");
    assert!(get(&host, "/app", "").await.0.contains("location: /app/"));
    assert!(get(&host, "/boot.js", "").await.0.starts_with("http/1.1 404"));
    assert!(get(&host, "/apple", "").await.0.starts_with("http/1.1 404"));
}

#[tokio::test]
async fn another_api_base_changes_page_and_policy() {
    let folder = Folder::new("base");
    let host = start(&folder, |options| options.api_base = Some("https://api.example.org/v1".to_owned())).await;
    for path in ["/", "/profile"] {
        let (head, body) = get(&host, path, "").await;
        assert!(head.contains("connect-src 'self' https://api.example.org\r\n"), "{head}");
        assert!(String::from_utf8(body).expect("text").contains(r#"content="https://api.example.org/v1""#));
    }
    host.set_api_base("/api");
    assert!(get(&host, "/", "").await.0.contains("connect-src 'self'\r\n"));
}

#[tokio::test]
async fn refusals_hit_what_they_name_until_taken_back() {
    let folder = Folder::new("refuse");
    let host = start(&folder, |_| ()).await;
    host.refuse("boot.js?js=");
    assert!(get(&host, "/boot.js", "").await.0.starts_with("http/1.1 200"));
    assert!(get(&host, "/boot.js?js=/a.js", "").await.0.starts_with("http/1.1 404"));
    host.allow_all();
    assert!(get(&host, "/boot.js?js=/a.js", "").await.0.starts_with("http/1.1 200"));
}

#[tokio::test]
async fn a_stopped_host_frees_its_port() {
    let folder = Folder::new("stop");
    let host = start(&folder, |_| ()).await;
    let address = host.origin().replace("http://", "");
    let idle = TcpStream::connect(&address).await.expect("the host listens");
    host.stop().await;
    drop(idle);
    assert!(TcpStream::connect(&address).await.is_err());
}

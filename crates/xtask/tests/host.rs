//! Tests the static host over real connections, with the requests that a browser sends.

use std::{fs, path::PathBuf};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use xtask::encoding::{brotli, gzip};
use xtask::host::{Fallback, Host, HostOptions};
use xtask::release::{headers_below, write_copies_of};

const PAGE: &str = r#"<!doctype html><meta name="api-base" content="http://localhost:8080/api"><p>Evergreen"#;
const HEADERS: &str = "/*\n  Content-Security-Policy: default-src 'none'; connect-src 'self' http://localhost:8080\n/app-*\n  Cache-Control: max-age=31536000, immutable\n";

/// A release folder with a few invented files. The folder is removed when this value is dropped.
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

/// Sends a GET request. `extra` contains additional header lines. Returns the head of the response in lower case, and
/// the bytes of its body.
async fn get(host: &Host, path: &str, extra: &str) -> (String, Vec<u8>) {
    send(host, "GET", path, extra, "").await
}

/// Sends a request with additional header lines and a body. `extra` contains these lines, each with `\r\n` at its end.
/// Returns the same as [`get`].
async fn send(host: &Host, method: &str, path: &str, extra: &str, body: &str) -> (String, Vec<u8>) {
    let address = host.origin().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.expect("the host listens");
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n{extra}\r\n{body}"
    );
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
async fn files_have_their_type_and_the_headers_of_the_header_file() {
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
async fn wasm_is_compressed_and_not_sent_again_while_unchanged() {
    let folder = Folder::new("compressed");
    let host = start(&folder, |_| ()).await;
    for (accept, name) in [("gzip, br", "br"), ("gzip", "gzip")] {
        let (head, body) = get(&host, "/app-1f.wasm", &format!("Accept-Encoding: {accept}\r\n")).await;
        assert!(head.contains(&format!("content-encoding: {name}")) && body.len() < 500, "{head}");
    }
    let (head, body) = get(&host, "/app-1f.wasm", "").await;
    assert!(!head.contains("content-encoding") && body.len() == 5000, "{head}");
    let tag = etag(&head);
    let (head, body) = get(&host, "/app-1f.wasm", &format!("If-None-Match: {tag}\r\n")).await;
    assert!(head.starts_with("http/1.1 304") && body.is_empty() && head.contains("immutable"), "{head}");
    host.append("app-", ".wasm", b"!");
    let (head, body) = get(&host, "/app-1f.wasm", &format!("If-None-Match: {tag}\r\n")).await;
    assert!(head.starts_with("http/1.1 200") && body.ends_with(b"wasm !") && etag(&head) != tag, "{head}");
}

fn etag(head: &str) -> String {
    head.lines().find_map(|line| line.strip_prefix("etag: ")).expect("an ETag").to_owned()
}

#[tokio::test]
async fn only_the_header_file_decides_how_long_a_file_is_kept() {
    let folder = Folder::new("cache");
    let host = start(&folder, |_| ()).await;
    assert!(get(&host, "/boot.js", "").await.0.contains("cache-control: public, max-age=0, must-revalidate\r\n"));
    assert!(get(&host, "/app-1f.wasm", "").await.0.contains("cache-control: max-age=31536000, immutable\r\n"));
}

#[tokio::test]
async fn a_build_that_empties_the_folder_does_not_disturb_the_host() {
    let folder = Folder::new("emptied");
    let host = start(&folder, |_| ()).await;
    fs::remove_dir_all(&folder.0).expect("a writable folder");
    assert_eq!(get(&host, "/boot.js", "").await.1, b"export {}");
}

#[tokio::test]
async fn head_requests_get_the_headers_and_other_methods_are_refused() {
    let folder = Folder::new("methods");
    let host = start(&folder, |_| ()).await;
    let (head, body) = send(&host, "HEAD", "/boot.js", "", "").await;
    assert!(head.starts_with("http/1.1 200") && head.contains("content-length: 9") && body.is_empty(), "{head}");
    for path in ["/boot.js", "/profile"] {
        let (head, _) = send(&host, "POST", path, "", "x").await;
        assert!(head.starts_with("http/1.1 405") && head.contains("content-security-policy"), "{head}");
    }
}

#[tokio::test]
async fn the_recorder_is_the_first_script_and_its_lines_are_kept() {
    let folder = Folder::new("recorder");
    let page = PAGE.replace("<meta", "<head><meta");
    for name in ["index.html", "404.html"] {
        fs::write(folder.0.join(name), &page).expect("a writable folder");
    }
    let host = start(&folder, |options| {
        options.prefix = "/app/".to_owned();
        options.recorder = Some("record()".to_owned());
    })
    .await;
    for path in ["/app/", "/app/profile/x"] {
        let html = String::from_utf8(get(&host, path, "").await.1).expect("text");
        assert!(html.contains("<head><script src=\"/app/recorder.js\"></script>"), "{html}");
    }
    let (head, script) = get(&host, "/app/recorder.js", "").await;
    assert!(head.contains("content-type: text/javascript") && script == b"record()", "{head}");
    for line in ["one", "two"] {
        assert!(send(&host, "POST", "/app/recorder.js", "", line).await.0.starts_with("http/1.1 204"));
    }
    send(&host, "POST", "/app/boot.js", "", "three").await;
    assert_eq!(host.recorded(), ["one", "two"]);
    assert!(host.recorded().is_empty());
}

#[tokio::test]
async fn an_unknown_path_gets_the_page_with_either_status() {
    let folder = Folder::new("fallback");
    let host = start(&folder, |_| ()).await;
    let (head, body) = get(&host, "/profile", "").await;
    assert!(head.starts_with("http/1.1 404") && body == PAGE.as_bytes(), "{head}");
    // The browser has the page in its cache and sends the ETag of the page. The response must be the whole page with
    // status 404, not an empty body.
    let (page, _) = get(&host, "/404.html", "").await;
    let (head, body) = get(&host, "/profile", &format!("If-None-Match: {}\r\n", etag(&page))).await;
    assert!(head.starts_with("http/1.1 404") && body == PAGE.as_bytes(), "{head}");
    // The host must find no file for these paths.
    for path in ["/boot.js/x", "/%00", "/%ff", "/../boot.js", &format!("/{}", "long/".repeat(1_000))] {
        let (head, body) = get(&host, path, "").await;
        assert!(head.starts_with("http/1.1 404") && body == PAGE.as_bytes(), "{path}: {head}");
    }
    let host = start(&folder, |options| options.fallback = Fallback::Index200).await;
    let (head, body) = get(&host, "/profile/x", "").await;
    assert!(head.starts_with("http/1.1 200") && body == PAGE.as_bytes(), "{head}");
}

#[tokio::test]
async fn the_whole_site_is_served_below_the_prefix() {
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
    for (base, sources) in [("https://api.example.org/v1", "'self' https://api.example.org"), ("/api", "'self'")] {
        let folder = Folder::new("base");
        let host = start(&folder, |options| options.api_base = Some(base.to_owned())).await;
        for path in ["/", "/profile"] {
            let (head, body) = get(&host, path, "").await;
            assert!(head.contains(&format!("connect-src {sources}\r\n")), "{head}");
            assert!(String::from_utf8(body).expect("text").contains(&format!(r#"content="{base}""#)));
        }
    }
}

#[tokio::test]
async fn a_changed_page_is_compressed_as_well_as_the_build_compresses_it() {
    let folder = Folder::new("precompressed");
    let page = format!("{PAGE}{}", (0..3_000_u32).map(|n| (n * n).to_string()).collect::<String>());
    for name in ["index.html", "404.html"] {
        fs::write(folder.0.join(name), &page).expect("a writable folder");
        write_copies_of(&folder.0.join(name)).expect("a writable folder");
    }
    let host = start(&folder, |options| options.api_base = Some("/api".to_owned())).await;
    let changed = page.replace("http://localhost:8080/api", "/api");
    for (accept, best) in [("br", brotli(changed.as_bytes())), ("gzip", gzip(changed.as_bytes()))] {
        for (path, status) in [("/", 200), ("/home", 404)] {
            let (head, body) = get(&host, path, &format!("Accept-Encoding: {accept}\r\n")).await;
            assert!(head.starts_with(&format!("http/1.1 {status}")), "{head}");
            assert!(head.contains("content-type: text/html"), "{head}");
            assert!(head.contains(&format!("content-encoding: {accept}\r\n")), "{head}");
            assert!(body == best, "{path}: {} bytes, but {} bytes are possible", body.len(), best.len());
        }
    }
    assert_eq!(get(&host, "/home", "").await.1, changed.as_bytes());
}

#[tokio::test]
async fn requests_are_refused_until_all_are_allowed_again() {
    let folder = Folder::new("refuse");
    let host = start(&folder, |_| ()).await;
    let worker = "Sec-Fetch-Dest: worker\r\n";
    host.refuse_workers();
    assert!(get(&host, "/boot.js", "").await.0.starts_with("http/1.1 200"));
    assert!(get(&host, "/boot.js", worker).await.0.starts_with("http/1.1 404"));
    host.refuse("boot.js");
    assert!(get(&host, "/boot.js", "").await.0.starts_with("http/1.1 404"));
    host.allow_all();
    assert!(get(&host, "/boot.js", worker).await.0.starts_with("http/1.1 200"));
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

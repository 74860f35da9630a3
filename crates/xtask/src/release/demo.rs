//! Turns a release into a demo, which needs no server. In a demo, a service worker in the visitor's browser answers the
//! calls of the API. Its script and the other files of a demo are in `hosting/demo`. Only this module reads them, so
//! no other release contains them. The program itself stays the same.

use super::{headers::FILE as HEADERS, inline::element, integrity, precompressed::write_copies, read, write};
use crate::{
    api_base::{self, ApiBase},
    project,
    public_url::PublicUrl,
};
use anyhow::{Result, ensure};
use std::path::Path;

/// The last segment of the API base. `hosting/demo/server/settings.js` contains it too.
const API: &str = "demo-api";

/// The script of the page, which loads `boot.js` when the service worker controls the page.
const PAGE_SCRIPT: &str = "demo.js";
/// The style sheet of the notice.
const STYLE: &str = "demo.css";
/// The script of the service worker.
const WORKER: &str = "demo-server.js";

/// The files in `hosting/demo/server`, in the order in which they are in the script of the service worker.
const SERVER: [&str; 10] = [
    "settings.js",
    "responses.js",
    "validation.js",
    "passwords.js",
    "store.js",
    "state.js",
    "sessions.js",
    "accounts.js",
    "controls.js",
    "worker.js",
];

/// Turns the complete release in `dir` into a demo. The release must have been built for this public URL. The pages
/// that the configuration of a host changes must not be changed yet.
///
/// # Errors
/// If a file cannot be read or written, or if the release is not as expected, for example because it is a demo already.
pub fn make_demo(dir: &Path, public_url: &PublicUrl) -> Result<()> {
    let source = |name: &str| read(&project::root().join("hosting/demo").join(name));
    let (script, style, notice) = (source("page.js")?, source("style.css")?, source("bar.html")?);
    let server: Vec<String> = SERVER.iter().map(|name| source(&format!("server/{name}"))).collect::<Result<_>>()?;
    let (page, headers) = (read(&dir.join("index.html"))?, read(&dir.join(HEADERS))?);
    let base: ApiBase = format!("{public_url}{API}").parse()?;
    let new = api_base::rewrite(&page, &headers, &base)?;
    let page = demo_page(&new.index, public_url, &script, &style, &notice)?;
    let files = [
        (PAGE_SCRIPT, script),
        (STYLE, style),
        (WORKER, server.join("\n")),
        ("index.html", page.clone()),
        ("404.html", page),
    ];
    for (name, text) in files {
        write(&dir.join(name), &text)?;
        write_copies(&dir.join(name))?;
    }
    write(&dir.join(HEADERS), &demo_headers(&new.headers, public_url)?)
}

/// Returns the page of a demo: with the notice and its style sheet, and with the script of a demo in place of `boot.js`.
/// Leaves out the early request, because a browser would send it before the service worker can answer it.
fn demo_page(page: &str, public_url: &PublicUrl, script: &str, style: &str, notice: &str) -> Result<String> {
    let mut page = page.to_owned();
    if let Some(early_request) = element(&page, "<meta name=\"early-request\"", ">") {
        page = page.replace(early_request, "");
    }
    let integrity = |text: &str| integrity::value(text.as_bytes());
    let boot = format!("src=\"{public_url}boot.js\"");
    let start = format!("src=\"{public_url}{PAGE_SCRIPT}\" integrity=\"{}\"", integrity(script));
    let sheet = format!("<link rel=\"stylesheet\" href=\"{public_url}{STYLE}\" integrity=\"{}\">", integrity(style));
    for (old, new) in
        [(boot.as_str(), start), ("</head>", format!("{sheet}</head>")), ("<body>", format!("<body>\n{notice}"))]
    {
        page = replaced(&page, old, &new)?;
    }
    Ok(page)
}

/// Returns the header file of a demo. Its policy allows the name under which the page registers the service worker.
fn demo_headers(headers: &str, public_url: &PublicUrl) -> Result<String> {
    const TRUSTED: &str = "trusted-types default";
    let mut headers = replaced(headers, TRUSTED, &format!("{TRUSTED} demo"))?;
    // Browsers must check each time whether these files have changed, as with the other files without a hash.
    for name in [PAGE_SCRIPT, STYLE, WORKER] {
        headers += &format!("\n{public_url}{name}\n  Cache-Control: no-cache\n");
    }
    Ok(headers)
}

/// Returns the text with `new` in place of `old`, which must occur exactly once.
fn replaced(text: &str, old: &str, new: &str) -> Result<String> {
    let count = text.matches(old).count();
    ensure!(count == 1, "The release has `{old}` {count} times, and not once, so it cannot become a demo.");
    Ok(text.replace(old, new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, ffi::OsString, fs};

    const PAGE: &str = "<head><meta name=\"api-base\" content=\"http://localhost:8080/api\">\
        <meta name=\"early-request\" content=\"/test/all\" data-pages=\"./ home\">\
        <script type=\"module\" src=\"/app/boot.js\" data-js=\"a.js\"></script></head><body><main></main></body>";
    const HEADERS_FILE: &str =
        "/app/*\n  Content-Security-Policy: connect-src 'self' http://localhost:8080; trusted-types default\n";

    fn release(page: &str, headers: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        for (name, text) in [("index.html", page), ("404.html", page), (HEADERS, headers)] {
            fs::write(dir.path().join(name), text).expect("written");
        }
        dir
    }

    fn public_url() -> PublicUrl {
        "/app/".parse().expect("a path")
    }

    #[test]
    fn the_page_calls_the_worker_and_starts_with_the_script_of_the_demo() {
        let dir = release(PAGE, HEADERS_FILE);
        make_demo(dir.path(), &public_url()).expect("a good release");
        let text = |name: &str| fs::read_to_string(dir.path().join(name)).expect("a file");
        let page = text("index.html");
        assert!(page.contains("<meta name=\"api-base\" content=\"/app/demo-api\">"), "{page}");
        assert!(!page.contains("early-request") && !page.contains("boot.js"), "{page}");
        for (name, attribute) in [(PAGE_SCRIPT, "src"), (STYLE, "href")] {
            let integrity = integrity::value(text(name).as_bytes());
            assert!(page.contains(&format!("{attribute}=\"/app/{name}\" integrity=\"{integrity}\"")), "{page}");
        }
        assert!(page.contains("<body>\n<aside id=\"demo\""), "{page}");
        assert_eq!(text("404.html"), page);
        let headers = text(HEADERS);
        assert!(headers.contains("connect-src 'self'; trusted-types default demo\n"), "{headers}");
        assert!(headers.contains("\n/app/demo-server.js\n  Cache-Control: no-cache\n"), "{headers}");
        assert!(text(WORKER).contains(&format!("new URL(\"{API}\", location.href)")));
    }

    #[test]
    fn every_file_of_the_server_is_in_the_script_of_the_worker() {
        let folder = project::root().join("hosting/demo/server");
        let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").file_name());
        assert_eq!(files.collect::<BTreeSet<_>>(), SERVER.map(OsString::from).into());
    }

    #[test]
    fn another_folder_and_a_demo_are_refused() {
        for (page, headers) in [
            (PAGE.replace("boot.js", "start.js"), HEADERS_FILE.to_owned()),
            (PAGE.to_owned(), HEADERS_FILE.replace("trusted-types", "sandbox")),
            (PAGE.replace("api-base", "base"), HEADERS_FILE.to_owned()),
        ] {
            assert!(make_demo(release(&page, &headers).path(), &public_url()).is_err(), "{page} {headers}");
        }
        let dir = release(PAGE, HEADERS_FILE);
        make_demo(dir.path(), &public_url()).expect("a good release");
        assert!(make_demo(dir.path(), &public_url()).is_err());
    }
}

//! A release folder for the tests. Its files have names like those of a real release, and generated contents.

use super::location::Location;
use std::{fs, path::Path};
use xtask::{
    host::Rules,
    project,
    release::{headers_below, write_copies},
};

/// A text that the page contains, and that the error pages of the servers do not contain.
pub const PAGE_MARK: &str = "<title>Evergreen, made up</title>";

/// One file of the release.
pub struct File {
    /// The name of the file.
    pub name: &'static str,
    /// The permitted values of `Content-Type`.
    pub types: &'static [&'static str],
    /// The content of the file.
    pub content: Vec<u8>,
}

impl File {
    /// Returns whether the file has a hash in its name. Browsers may keep such a file for a year.
    pub fn is_hashed(&self) -> bool {
        ["evergreen-", "base-", "icon-"].iter().any(|start| self.name.starts_with(start))
    }

    /// Returns whether the file is so large that hosts must compress it.
    pub fn is_large(&self) -> bool {
        self.content.len() > 1000
    }
}

const SCRIPT: &[&str] = &["text/javascript", "application/javascript"];
const WASM: &[&str] = &["application/wasm"];
const PAGE: &[&str] = &["text/html"];

/// Returns all files except the `_headers` file.
pub fn files() -> Vec<File> {
    let file = |name, types, line: &str, lines| File { name, types, content: line.repeat(lines).into_bytes() };
    let page =
        format!("<!doctype html><html lang=\"en\"><head>{PAGE_MARK}</head>{}</html>\n", "<p>Loading</p>\n".repeat(100));
    let mut wasm = b"\0asm\x01\0\0\0".to_vec();
    wasm.extend((0..200_000_u32).flat_map(|number| (number % 500).to_le_bytes()));
    vec![
        File { name: "evergreen-0123456789abcdef_activity.wasm", types: WASM, content: wasm.clone() },
        File { name: "evergreen-0123456789abcdef_bg.wasm", types: WASM, content: wasm },
        file("evergreen-0123456789abcdef.js", SCRIPT, "export const one = 1;\n", 1000),
        file("base-23456789abcdef01.css", &["text/css"], "main { color: green }\n", 200),
        file("icon-456789abcdef0123.svg", &["image/svg+xml"], "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n", 50),
        file("boot.js", SCRIPT, "console.log(1);\n", 200),
        file("theme.js", SCRIPT, "console.log(2);\n", 200),
        file("index.html", PAGE, &page, 1),
        file("404.html", PAGE, &page, 1),
        file("robots.txt", &["text/plain"], "User-agent: *\nAllow: /\n", 1),
    ]
}

/// Writes a release for this location into the folder: all files, their compressed copies, and the `_headers` file.
/// Returns the rules of the `_headers` file.
pub fn write(folder: &Path, location: Location) -> Rules {
    fs::create_dir_all(folder).expect("a writable folder");
    for file in files() {
        fs::write(folder.join(file.name), file.content).expect("a writable folder");
    }
    let headers = fs::read_to_string(project::root().join("static/_headers")).expect("a header file");
    // Adds a header whose value contains quotes, because an operator may add such a header.
    let headers = headers.replacen("/*\n", "/*\n  Reporting-Endpoints: csp=\"https://reports.example.org/\"\n", 1);
    // For the path `/profile`, adds a header that no other path has. Also adds a second value of a header that all
    // paths have.
    let headers = format!(
        "{headers}\n/profile\n  Link: </theme.js>; rel=preload; as=script\n  Permissions-Policy: fullscreen=()\n"
    );
    let headers = headers_below(&location.path().parse().expect("a path"), &headers);
    fs::write(folder.join("_headers"), &headers).expect("a writable folder");
    write_copies(folder).expect("a writable folder");
    Rules::parse(&headers).expect("a good header file")
}

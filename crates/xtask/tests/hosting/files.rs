//! A release folder for the tests. Its files have names like those of a real release, and generated contents.

use super::{file::File, findings::PAGE_MARK, location::Location};
use std::{fs, path::Path};
use xtask::{
    host::Rules,
    project,
    release::{headers_below, write_copies},
};

/// Returns all files except the `_headers` file.
pub fn files() -> Vec<File> {
    let file = |name: &str, content: Vec<u8>| File { name: name.to_owned(), content };
    let text = |name, line: &str, lines| file(name, line.repeat(lines).into_bytes());
    let page =
        format!("<!doctype html><html lang=\"en\"><head>{PAGE_MARK}</head>{}</html>\n", "<p>Loading</p>\n".repeat(100));
    let mut wasm = b"\0asm\x01\0\0\0".to_vec();
    wasm.extend((0..200_000_u32).flat_map(|number| (number % 500).to_le_bytes()));
    vec![
        file("evergreen-0123456789abcdef_activity.wasm", wasm.clone()),
        file("evergreen-0123456789abcdef_bg.wasm", wasm),
        text("evergreen-0123456789abcdef.js", "export const one = 1;\n", 1000),
        text("base-23456789abcdef01.css", "main { color: green }\n", 200),
        text("icon-456789abcdef0123.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n", 50),
        text("boot.js", "console.log(1);\n", 200),
        text("theme.js", "console.log(2);\n", 200),
        text("index.html", &page, 1),
        text("404.html", &page, 1),
        text("robots.txt", "User-agent: *\nAllow: /\n", 1),
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

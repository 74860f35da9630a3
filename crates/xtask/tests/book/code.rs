//! Checks the blocks of code in the chapters. The Rust of the chapters is compiled as documentation tests of the app.

use super::pages::{Page, chapters};
use std::{collections::BTreeSet, fs};
use xtask::{
    hosting::{self, Site},
    project,
    web_host::WebHost,
};

/// The only Rust that is no documentation test. The included file is compiled by `axum_example.rs`.
const INCLUDED: &str = "{{#include ../../examples/axum.rs}}";

/// The languages of blocks, and what checks every block in them: the name of a module, or of a test in this file. A
/// block in another language must be in `BLOCKS`.
const LANGUAGES: [(&str, &str); 6] = [
    ("rust", "all_rust_is_compiled"),
    ("rust,ignore", "all_rust_is_compiled"),
    ("toml", "settings_are_valid"),
    ("json", "settings_are_valid"),
    ("sh", "commands"),
    ("console", "commands"),
];

/// The beginnings of all other blocks, and what checks each of them: the name of a module or of a test, or the file that
/// runs the block in the step `book` of `cargo xtask test`.
const BLOCKS: [(&str, &str, &str); 21] = [
    ("server/README.md", "The app works with this server", "axum_example"),
    ("server/express.md", "The app works with this server", "axum_example"),
    ("server/express.md", "{{#include ../../examples/express.mjs}}", "crates/xtask/src/commands/test/book/express.rs"),
    ("server/express.md", "const notes = new Map();", "crates/xtask/src/commands/test/book/express.rs"),
    ("server/spring.md", "{{#include ../../examples/spring/src/main/java/example/Sec", SPRING),
    ("server/spring.md", "{{#include ../../examples/spring/src/main/java/example/Ses", SPRING),
    ("server/spring.md", "{{#include ../../examples/spring/src/main/java/example/Rou", SPRING),
    ("app/pages.md", "/// The user's notes.\nNotes =>", "every_row_of_the_table_of_pages_is_compiled"),
    ("app/pages.md", "/// One note.\nNote {", "every_row_of_the_table_of_pages_is_compiled"),
    ("app/look.md", ".brand::before {", "every_style_fits_the_style_sheet"),
    ("running-the-server.md", "[Unit]", "systemd_unit"),
    ("session/README.md", "100 requests of a page ", DRAWING),
    ("deployment/netlify.md", "/api/* https://YOUR-SERVER/", "the_line_for_netlify_is_that_of_the_build"),
    ("deployment/caddy.md", "import evergreen.Caddyfile", "caddy"),
    ("deployment/caddy.md", "route {", "caddy"),
    ("deployment/caddy.md", "handle /portal/api/*", "caddy"),
    ("deployment/nginx.md", "listen 443 ssl;", "nginx"),
    ("deployment/nginx.md", "server {", "nginx"),
    ("deployment/nginx.md", "listen 80;", "nginx"),
    ("deployment/nginx.md", "proxy_pass http", "nginx"),
    ("deployment/nginx.md", "-e 's|proxy_pass", "nginx"),
];
const SPRING: &str = "crates/xtask/src/commands/test/book/spring.rs";
const DRAWING: &str = "nothing: this is a drawing";

/// Returns the blocks in a language, and the page of each.
fn blocks<'a>(pages: &'a [Page], language: &'a str) -> impl Iterator<Item = (&'a Page, &'a str)> {
    pages.iter().flat_map(move |page| {
        let blocks = page.content.blocks.iter().filter(move |block| block.info == language);
        blocks.map(move |block| (page, block.text.as_str()))
    })
}

#[test]
fn every_block_has_a_check() {
    let mut seen = BTreeSet::new();
    for page in chapters() {
        for block in &page.content.blocks {
            if LANGUAGES.iter().any(|(language, _)| block.info == *language) {
                continue;
            }
            let here = |(path, beginning, _): &&(&str, &str, &str)| {
                page.path.ends_with(path) && block.text.starts_with(beginning)
            };
            let row = BLOCKS.iter().position(|row| here(&row));
            let (path, info, text) = (page.path.display(), &block.info, &block.text);
            let row = row.unwrap_or_else(|| panic!("{path}: nothing checks this block ({info}): {text}"));
            assert!(seen.insert(row), "{path}: there is a second block like this ({info}): {text}");
        }
    }
    let gone: Vec<_> = (0..BLOCKS.len()).filter(|row| !seen.contains(row)).map(|row| BLOCKS[row]).collect();
    assert!(gone.is_empty(), "these blocks are gone: {gone:?}");
}

#[test]
fn every_check_of_a_block_exists() {
    let folder = project::root().join("crates/xtask/tests/book");
    let own = fs::read_to_string(folder.join("code.rs")).expect("this file");
    let checks = LANGUAGES.iter().map(|(_, check)| check).chain(BLOCKS.iter().map(|(.., check)| check));
    for check in checks.filter(|check| **check != DRAWING) {
        let is_file = project::root().join(check).is_file() || folder.join(format!("{check}.rs")).is_file();
        assert!(is_file || own.contains(&format!("#[test]\nfn {check}()")), "there is no {check}");
    }
}

#[test]
fn all_rust_is_compiled() {
    let app = fs::read_to_string(project::root().join("src/lib.rs")).expect("the app");
    let mut count = 0;
    for page in chapters() {
        for block in page.content.blocks.iter().filter(|block| block.info.starts_with("rust")) {
            count += 1;
            let is_included = block.text.trim() == INCLUDED && block.info == "rust,ignore";
            let is_doctest =
                block.info == "rust" && app.contains(&format!("include_str!(\"../{}\")", page.path.display()));
            assert!(is_included || is_doctest, "{}: {}", page.path.display(), block.text);
        }
    }
    assert!(count >= 4, "only {count} blocks were found");
}

#[test]
fn settings_are_valid() {
    for page in chapters() {
        for block in &page.content.blocks {
            let result = match block.info.as_str() {
                "toml" => block.text.parse::<toml::Table>().map(|_| ()).map_err(|error| error.to_string()),
                "json" => serde_json::from_str::<serde_json::Value>(&block.text)
                    .map(|_| ())
                    .map_err(|error| error.to_string()),
                _ => Ok(()),
            };
            assert_eq!(result, Ok(()), "{}: {}", page.path.display(), block.text);
        }
    }
}

/// The rows are compiled in a test of the app, because the macros that read them belong to the app.
#[test]
fn every_row_of_the_table_of_pages_is_compiled() {
    let compiled = fs::read_to_string(project::root().join("src/app/chapter_rows.rs")).expect("the compiled rows");
    let (_, compiled) = compiled.split_once("$reader! {\n").expect("a table");
    let dedented: String =
        compiled.lines().map(|line| format!("{}\n", line.strip_prefix("            ").unwrap_or(line))).collect();
    let pages = chapters();
    let rows: Vec<_> = blocks(&pages, "text").filter(|(_, text)| text.starts_with("/// ")).collect();
    assert_eq!(rows.len(), 2);
    for (page, row) in rows {
        assert!(dedented.contains(row), "{}: src/app/chapter_rows.rs lacks this row: {row}", page.path.display());
    }
}

/// A reader puts such a block in the place of the rule of the style sheet that has the same selector.
#[test]
fn every_style_fits_the_style_sheet() {
    let sheet = fs::read_to_string(project::root().join("static/base.css")).expect("a style sheet");
    let pages = chapters();
    let styles: Vec<_> = blocks(&pages, "css").collect();
    assert_eq!(styles.len(), 1);
    for (page, style) in styles {
        let here = page.path.display();
        let (selector, rest) = style.split_once(" {\n").expect("a rule");
        assert_eq!(sheet.matches(&format!("\n{selector} {{\n")).count(), 1, "{here}: {selector}");
        let declarations = rest.strip_suffix("}\n").expect("the end of the rule").lines();
        for line in declarations {
            let declaration = line.trim().strip_suffix(';').and_then(|line| line.split_once(": "));
            let (property, value) = declaration.unwrap_or_else(|| panic!("{here}: no declaration: {line}"));
            assert!(sheet.contains(&format!("  {property}: ")), "{here}: base.css has no {property}");
            for name in value.split("var(").skip(1) {
                let (name, _) = name.split_once(')').expect("the end of a value");
                assert!(sheet.contains(&format!("\n  {name}: ")), "{here}: base.css does not define {name}");
            }
        }
    }
}

#[test]
fn the_line_for_netlify_is_that_of_the_build() {
    let temp = tempfile::tempdir().expect("a folder");
    fs::copy(project::root().join("static/_headers"), temp.path().join("_headers")).expect("copied");
    let (public_url, api_base) = ("/".parse().expect("a path"), "/api".parse().expect("an API base"));
    let site = Site { folder: temp.path(), public_url: &public_url, api_base: Some(&api_base) };
    let (file, _) = hosting::write(WebHost::Netlify, &site).expect("a configuration");
    let written = fs::read_to_string(file).expect("the configuration");
    let pages = chapters();
    let line = blocks(&pages, "text").find(|(page, _)| page.path.ends_with("netlify.md")).expect("the line").1;
    assert_eq!(written.lines().next(), Some(format!("# {}", line.trim()).as_str()));
}

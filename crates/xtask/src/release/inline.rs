//! Puts the style sheet and the classic scripts of a release into its page, so that the first paint waits for no other
//! file. The hashes of these texts are added to the policy in the header file. So the policy allows these inline texts,
//! and still blocks every other inline style and script.

use super::headers::FILE as HEADERS;
use super::{integrity, read, write};
use crate::connect_src;
use anyhow::{Context, Result, ensure};
use std::path::Path;

/// Changes the page and the header file of the release in `dir`. The files of the style sheet and of the scripts also
/// stay in the release. If the policy of a host blocks the texts in the page, `boot.js` loads the file of the style
/// sheet and the file of the script for the theme.
///
/// # Errors
/// If a file cannot be read or written, or if the page or the policy is not as expected.
pub fn inline(dir: &Path) -> Result<()> {
    let (page, headers) = (dir.join("index.html"), dir.join(HEADERS));
    let mut html = read(&page)?;
    let mut policy = read(&headers)?;
    let style = element(&html, "<link rel=\"stylesheet\"", ">").context("The page has no style sheet.")?;
    let file = file_name(style, "href").context("The style sheet has no address.")?;
    let (text, tag) = (content(dir, file)?, format!("<style data-file=\"{file}\">"));
    policy = allow(&policy, "style-src", &text)?;
    html = html.replace(style, &format!("{tag}{text}</style>"));
    while let Some(script) = element(&html, "<script src=\"", "</script>") {
        let file = file_name(script, "src").context("A script has no address.")?;
        let text = content(dir, file)?;
        policy = allow(&policy, "script-src", &text)?;
        html = html.replace(script, &format!("<script>{text}</script>"));
    }
    write(&page, &html)?;
    write(&headers, &policy)
}

/// Finds the first element that begins with `start`. Returns the text of this element, from `start` to the next `end`.
/// The text includes both. Returns `None` if `start` or `end` is missing.
pub(super) fn element<'a>(html: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let rest = &html[html.find(start)?..];
    Some(&rest[..rest.find(end)? + end.len()])
}

/// Returns the name of the file to which this attribute of the element refers. The name does not include the folder.
/// Returns `None` if the element does not have this attribute.
fn file_name<'a>(element: &'a str, attribute: &str) -> Option<&'a str> {
    let (_, value) = element.split_once(&format!("{attribute}=\""))?;
    value.split('"').next()?.rsplit('/').next()
}

/// Returns the text of a file, without the spaces at its beginning and end.
///
/// # Errors
/// If the file cannot be read, or if its text cannot be part of the page.
fn content(dir: &Path, file: &str) -> Result<String> {
    let text = read(&dir.join(file))?;
    // An end tag or `<!--` in the text would change how a browser reads the rest of the page. A carriage return would
    // make the hash wrong, because a browser replaces it by a line feed before it computes the hash.
    let fits = !["</style", "</script", "<!--", "\r"].iter().any(|odd| text.contains(odd));
    ensure!(fits, "{file} has a text that cannot be part of the page.");
    Ok(text.trim().to_owned())
}

/// Adds the hash of this text to the directive in each policy of the header file. Returns the new header file.
fn allow(headers: &str, directive: &str, text: &str) -> Result<String> {
    let source = format!("{directive} 'self'");
    let with_hash = format!("{source} '{}'", integrity::value(text.as_bytes()));
    let mut allowed = false;
    let mut line = |line: &str| {
        let is_policy = line.split_once(':').is_some_and(|(name, _)| connect_src::is_policy(name));
        allowed |= is_policy && line.contains(&source);
        let line = if is_policy { line.replace(&source, &with_hash) } else { line.to_owned() };
        line + "\n"
    };
    let headers = headers.lines().map(&mut line).collect();
    ensure!(allowed, "The header file has no policy with `{source}`.");
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const PAGE: &str = "<head><script src=\"theme.js\"></script>\
        <link rel=\"stylesheet\" href=\"/app/base-01.css\" integrity=\"sha384-x\"/>\
        <script type=\"module\" src=\"/app/boot.js\"></script></head><script src=\"bar.js\"></script>";
    const POLICY: &str = "/*\n  Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'; style-src 'self'\n";

    fn release(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        let usual =
            [("index.html", PAGE), (HEADERS, POLICY), ("theme.js", "t()\n"), ("bar.js", "b()"), ("base-01.css", "p{}")];
        for (name, text) in usual.iter().chain(files) {
            fs::write(dir.path().join(name), text).expect("written");
        }
        dir
    }

    #[test]
    fn the_page_contains_the_files_and_the_policy_allows_them() {
        let dir = release(&[]);
        inline(dir.path()).expect("a good release");
        let text = |name: &str| fs::read_to_string(dir.path().join(name)).expect("a file");
        assert_eq!(
            text("index.html"),
            "<head><script>t()</script><style data-file=\"base-01.css\">p{}</style>\
             <script type=\"module\" src=\"/app/boot.js\"></script></head><script>b()</script>"
        );
        // The hashes are the output of: printf 't()' | openssl dgst -sha256 -binary | base64
        assert_eq!(
            text(HEADERS),
            "/*\n  Content-Security-Policy: script-src 'self' 'sha256-cf242PFc/kb7xD0Qzhsmd9vvRkc+cWFmbi+k+YvtdKc=' 'sha256-Ah+cA2gD4IuvO5KBsnMU4+J+XQcwZf4eDap4aP/c/PQ=' 'wasm-unsafe-eval'; \
             style-src 'self' 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='\n"
        );
    }

    #[test]
    fn what_would_not_work_is_refused() {
        for files in [
            [("bar.js", "'</script>'")],
            [("base-01.css", "p{}\r\n")],
            [(HEADERS, "/*\n  Content-Security-Policy: default-src 'none'\n")],
            [("index.html", "<p>No style sheet</p>")],
        ] {
            assert!(inline(release(&files).path()).is_err(), "{files:?}");
        }
    }
}

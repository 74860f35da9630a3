//! The API base, which is the address at which the app finds its API. This module checks whether a text is a valid API
//! base. It also puts an API base into the texts of two files: the page, and the `_headers` file. The `_headers` file
//! contains the page's policy.

use crate::connect_src;
use anyhow::{Result, bail, ensure};
use std::{fmt, net::IpAddr, str::FromStr};

const EXAMPLES: &str =
    "give a full address such as https://api.example.org/api, or a path of the app's own origin such as /api";

/// The address with which the URL of every request to the API begins. It has no slash at its end, unless it is only
/// `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiBase {
    text: String,
    origin: Option<String>,
}

impl ApiBase {
    /// Returns the source that `connect-src` in a policy must contain: the origin of the API, or `'self'` if the API is
    /// on the app's own origin.
    pub fn source(&self) -> &str {
        self.origin.as_deref().unwrap_or(connect_src::OWN_ORIGIN)
    }

    /// If an app for visitors should not call this API, returns the reason as a text. Returns `None` if nothing is
    /// wrong with this API.
    pub fn concern(&self) -> Option<String> {
        let (scheme, authority) = self.origin.as_deref()?.split_once("://")?;
        if is_loopback(authority) {
            return Some(format!(
                "the app calls {self}, which is the visitor's own machine: give the address of your server with --api-base."
            ));
        }
        (scheme == "http").then(|| {
            format!("the app calls {self} without https: others in the network can read the passwords, and a page with https may not call it.")
        })
    }
}

impl fmt::Display for ApiBase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl FromStr for ApiBase {
    type Err = anyhow::Error;

    fn from_str(given: &str) -> Result<Self> {
        if given.trim() == "/" {
            // A single slash is a valid API base: the API is at the root of the app's own origin. The code below would
            // remove this slash and then refuse the empty text.
            return Ok(Self { text: "/".to_owned(), origin: None });
        }
        let text = given.trim().trim_end_matches('/');
        ensure!(!text.is_empty(), "`{given}` is no API base: {EXAMPLES}.");
        // Quotes, spaces, `;` and `,` would end the HTML attribute or the directive into which the address is written.
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%+:[]@".contains(c);
        if let Some(odd) = text.chars().find(|&c| !plain(c)) {
            bail!("`{given}` is no API base, because of the character {odd:?}: {EXAMPLES}.");
        }
        if text.starts_with('/') && !text.starts_with("//") {
            return Ok(Self { text: text.to_owned(), origin: None });
        }
        let (scheme, rest) = text.split_once("://").unwrap_or_default();
        let scheme = scheme.to_ascii_lowercase();
        ensure!(matches!(scheme.as_str(), "http" | "https"), "`{given}` is no API base: {EXAMPLES}.");
        let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        ensure!(is_authority(authority), "`{given}` is no API base, because `{authority}` is no host: {EXAMPLES}.");
        let origin = format!("{scheme}://{}", authority.to_ascii_lowercase());
        Ok(Self { text: format!("{origin}{path}"), origin: Some(origin) })
    }
}

/// Returns true if this address means the machine on which the browser runs. The address is the name or number of a
/// host, and may have a port.
fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    };
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || host.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// Returns whether the text is a host, with or without a port. A text with a user name (`user@host`) is refused,
/// because browsers do not fetch such addresses.
fn is_authority(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let bracketed = host.starts_with('[') && host.ends_with(']');
    let named = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c));
    (bracketed || named) && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

/// The texts of a page and of a `_headers` file with the same API base. Both must be written: with an old `_headers`
/// file, the policy may block the requests of the new page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// The page, with the new base in its `<meta name="api-base">`.
    pub index: String,
    /// The `_headers` file. Its policies allow requests to the new API: if a policy restricts connections, its
    /// `connect-src` contains the source of the new API base.
    pub headers: String,
}

/// Returns the API base that `<meta name="api-base">` of a page contains, or `None` if it contains no valid API base.
///
/// # Errors
/// If the page has no `<meta name="api-base">`.
pub fn named(index: &str) -> Result<Option<ApiBase>> {
    let content = Content::find(index)?;
    Ok(index[content.start..content.end].parse().ok())
}

/// Takes the text of a page (`index`) and the text of a `_headers` file (`headers`), and returns both with changes. The
/// new page has `base` in its `<meta name="api-base">`. The policies in the new headers allow requests to `base`.
/// This function does not write the files.
///
/// # Errors
/// If the page has no `<meta name="api-base">`.
pub fn rewrite(index: &str, headers: &str, base: &ApiBase) -> Result<Rewritten> {
    let content = Content::find(index)?;
    let old = named(index)?;
    let index = format!("{}{base}{}", &index[..content.start], &index[content.end..]);
    let headers: Vec<String> =
        headers.lines().map(|line| rewrite_line(line, base, old.as_ref().map(ApiBase::source))).collect();
    Ok(Rewritten { index, headers: headers.join("\n") + "\n" })
}

fn rewrite_line(line: &str, base: &ApiBase, old: Option<&str>) -> String {
    match line.split_once(':') {
        Some((name, policy)) if connect_src::is_policy(name) => {
            format!("{name}: {}", connect_src::connect_to(policy, base.source(), old))
        }
        _ => line.to_owned(),
    }
}

/// The range of the API base in a page, in bytes. The API base is the value of the attribute `content`.
struct Content {
    start: usize,
    end: usize,
}

impl Content {
    fn find(page: &str) -> Result<Self> {
        for (at, _) in page.match_indices("<meta") {
            let tag = &page[at..at + page[at..].find('>').unwrap_or(page.len() - at)];
            if value(tag, "name").is_some_and(|(start, end)| &tag[start..end] == "api-base")
                && let Some((start, end)) = value(tag, "content")
            {
                return Ok(Self { start: at + start, end: at + end });
            }
        }
        bail!(
            "index.html has no `<meta name=\"api-base\" content=\"…\">`: put it back, the app reads its API base there."
        )
    }
}

/// Returns the range of an attribute's value within a tag, in bytes and without the quotes. `None` if the tag has no
/// such attribute. The attribute must follow a space, and its value must be in quotes.
fn value(tag: &str, attribute: &str) -> Option<(usize, usize)> {
    for quote in ['"', '\''] {
        let opening = format!(" {attribute}={quote}");
        if let Some(at) = tag.find(&opening) {
            let start = at + opening.len();
            return tag[start..].find(quote).map(|length| (start, start + length));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str =
        r#"<meta charset="utf-8"><meta name="api-base" content="http://localhost:8080/api"><p content="x">"#;
    const HEADERS: &str = "# a comment\n/*\n  Content-Security-Policy: connect-src 'self' http://localhost:8080\n  X-Frame-Options: DENY\n";

    fn base(text: &str) -> ApiBase {
        text.parse().expect("a good base")
    }

    #[test]
    fn both_files_get_the_new_api() {
        let new = rewrite(PAGE, HEADERS, &base("https://API.example.org/v1/")).expect("a page with the tag");
        assert_eq!(new.index, PAGE.replace("http://localhost:8080/api", "https://api.example.org/v1"));
        assert_eq!(new.headers, HEADERS.replace("http://localhost:8080", "https://api.example.org"));
    }

    #[test]
    fn a_path_means_the_apps_own_origin() {
        let new = rewrite(PAGE, HEADERS, &base("/api")).expect("a page with the tag");
        assert!(new.index.contains(r#"content="/api""#));
        assert_eq!(new.headers, HEADERS.replace(" http://localhost:8080", ""));
    }

    #[test]
    fn rewriting_twice_leaves_nothing_of_the_first_base() {
        let once = rewrite(PAGE, HEADERS, &base("/api")).expect("a page with the tag");
        let twice = rewrite(&once.index, &once.headers, &base("http://localhost:8080/api")).expect("still there");
        assert_eq!((twice.index.as_str(), twice.headers.as_str()), (PAGE, HEADERS));
    }

    #[test]
    fn a_page_without_the_tag_is_refused() {
        assert!(rewrite("<p>", HEADERS, &base("/api")).is_err());
    }

    #[test]
    fn good_bases() {
        for (given, text, source) in [
            ("/api/", "/api", "'self'"),
            ("/", "/", "'self'"),
            ("https://a.example:8443/x", "https://a.example:8443/x", "https://a.example:8443"),
            ("http://[::1]:8080/api", "http://[::1]:8080/api", "http://[::1]:8080"),
            ("http://[::1]", "http://[::1]", "http://[::1]"),
        ] {
            let base = base(given);
            assert_eq!((base.to_string().as_str(), base.source()), (text, source));
        }
    }

    #[test]
    fn an_api_that_visitors_cannot_use_gives_a_warning() {
        for (given, reason) in [
            ("http://localhost:8080/api", "own machine"),
            ("https://127.0.0.1/api", "own machine"),
            ("http://[::1]:8080/api", "own machine"),
            ("http://app.localhost/api", "own machine"),
            ("http://api.example.org/api", "without https"),
        ] {
            let concern = base(given).concern().unwrap_or_else(|| panic!("no warning for {given}"));
            assert!(concern.contains(reason), "{concern}");
        }
        for given in ["/api", "https://api.example.org/api", "https://localhost.example.org"] {
            assert_eq!(base(given).concern(), None, "{given}");
        }
    }

    #[test]
    fn bad_bases() {
        for given in [
            "",
            "//",
            "api",
            "localhost:8080/api",
            "//a.example/api",
            "ftp://a.example",
            "http://",
            "http:///api",
            "https://a.example:0",
            "https://a.example:port/api",
            "https://user@a.example/api",
            "https://a.example/?x=1",
            "https://a.example/a b",
            "https://a.example/\"",
            "https://a.example;x",
        ] {
            assert!(given.parse::<ApiBase>().is_err(), "{given:?} was accepted");
        }
    }
}

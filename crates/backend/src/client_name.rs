//! The name of a client, like "Firefox on Linux", from the header `User-Agent` (RFC 9110, section 10.1.5).

use std::sync::LazyLock;

use axum::http::{HeaderMap, header};
use woothee::parser::Parser;

/// How many bytes of the header `User-Agent` are parsed. The rest of a longer header is ignored. Browsers send at most
/// about 200 bytes.
const LIMIT: usize = 512;
/// The name of a client that is not recognized.
const UNKNOWN: &str = "Unknown client";
/// The text that woothee returns for an unknown browser or operating system.
const NOT_RECOGNIZED: &str = "UNKNOWN";

static PARSER: LazyLock<Parser> = LazyLock::new(Parser::new);

/// Returns the name of the client that sent these headers. The name never contains text from the header `User-Agent`.
/// Its words come from this file and from the lists of the library woothee, which parses the header. So the name is
/// short, and a client cannot choose it freely.
pub(crate) fn client_name(headers: &HeaderMap) -> String {
    let text = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // `to_str` returns only ASCII text. Each byte of this text is one character, so the text can be cut after any byte.
    let Some(client) = PARSER.parse(&text[..text.len().min(LIMIT)]) else {
        return UNKNOWN.to_owned();
    };
    match (client.name, system(client.os)) {
        (NOT_RECOGNIZED, NOT_RECOGNIZED) => UNKNOWN.to_owned(),
        (NOT_RECOGNIZED, system) => format!("Unknown browser on {system}"),
        (name, NOT_RECOGNIZED) => name.to_owned(),
        (name, system) => format!("{name} on {system}"),
    }
}

/// Returns the usual name of an operating system. `name` is the name that woothee gives it. For Windows, `name` also
/// contains a version. This version is left out, because it may be wrong: browsers report Windows 10 on Windows 11 too.
fn system(name: &str) -> &str {
    match name {
        "Mac OSX" => "macOS",
        name if name.starts_with("Windows ") => "Windows",
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_the_name_of_its_browser_and_of_its_system() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let windows = format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/140.0.0.0 Safari/537.36");
        for (user_agent, name) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0", "Firefox on Linux"),
            (&windows, "Chrome on Windows"),
            (&format!("{windows} Edg/140.0.0.0"), "Edge on Windows"),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 \
                 Safari/605.1.15",
                "Safari on macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                &format!("Mozilla/5.0 (Linux; Android 10; K) {webkit} Chrome/140.0.0.0 Mobile Safari/537.36"),
                "Chrome on Android",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64) Epiphany/605.1.15", "Unknown browser on Linux"),
            ("curl/8.5.0", "HTTP Library"),
            ("<script>alert(1)</script>", UNKNOWN),
            (&"Linux ".repeat(5_000), "Unknown browser on Linux"),
            ("", UNKNOWN),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, user_agent.parse().expect("a header"));
            assert_eq!(client_name(&headers), name, "{user_agent}");
        }
        assert_eq!(client_name(&HeaderMap::new()), UNKNOWN);
    }
}

//! The configuration in `index.html`, read when the app starts: the address of the server, and the idle time-out.

use wasm_bindgen::JsCast;
use web_sys::HtmlMetaElement;

/// The settings that an operator can change in `index.html` without a new build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The API base, without a slash at the end. It is an address such as `https://api.example.org/api`, or a path on
    /// the app's own origin, such as `/api`. It is empty for the root path of this origin.
    pub api: String,
    /// The idle time-out in seconds. 0 means that there is none.
    pub idle_timeout: u32,
}

/// Why the configuration is unusable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// The element `<meta name="api-base">` is missing, or its content is empty or only white space.
    Missing,
    /// The element `<meta name="api-base">` contains this text, but the text is not an API base.
    Invalid(String),
    /// The element `<meta name="idle-timeout">` contains this text, which is not a number of seconds.
    IdleTimeout(String),
}

impl Config {
    /// Reads the configuration from the page's elements `<meta name="api-base">` and `<meta name="idle-timeout">`.
    ///
    /// # Errors
    /// [`ConfigError::Missing`] if the first element is missing, or if its content is empty or only white space.
    /// [`ConfigError::Invalid`] if its content is not an API base. [`ConfigError::IdleTimeout`] if the content of the
    /// second element is not a number.
    pub fn read() -> Result<Self, ConfigError> {
        Config::parse(&meta("meta[name='api-base']"), &meta("meta[name='idle-timeout']"))
    }

    /// Reads the configuration from the contents of the two elements. An empty `idle_timeout` means that there is none.
    ///
    /// # Errors
    /// Like [`Config::read`].
    pub fn parse(api_base: &str, idle_timeout: &str) -> Result<Self, ConfigError> {
        let text = api_base.trim();
        if text.is_empty() {
            return Err(ConfigError::Missing);
        }
        let base = text.trim_end_matches('/');
        let rest = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://"));
        let valid = match rest {
            // `fetch` refuses an address with a user name.
            Some(rest) => rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') && !rest.contains('@'),
            None => text.starts_with('/') && !text.starts_with("//"),
        };
        // Paths are appended to the base, so the base can have neither a query nor a fragment.
        if !valid || base.contains(|c: char| c.is_whitespace() || c.is_control() || "?#\\\"'<>".contains(c)) {
            return Err(ConfigError::Invalid(text.to_owned()));
        }
        let idle_timeout = match idle_timeout.trim() {
            "" => 0,
            seconds => seconds.parse().map_err(|_| ConfigError::IdleTimeout(seconds.to_owned()))?,
        };
        Ok(Config { api: base.to_owned(), idle_timeout })
    }
}

/// Returns the content of the `<meta>` element that matches `selector`; empty if there is none.
fn meta(selector: &str) -> String {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector(selector).ok().flatten())
        .and_then(|element| element.dyn_into::<HtmlMetaElement>().ok())
        .map(|meta| meta.content())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_own_paths_are_read_without_slashes_at_the_end() {
        for (text, api) in [
            ("http://localhost:8080/api", "http://localhost:8080/api"),
            (" https://api.example.org/// ", "https://api.example.org"),
            ("http://[::1]:8080/api/", "http://[::1]:8080/api"),
            ("/api/", "/api"),
            ("/", ""),
        ] {
            assert_eq!(Config::parse(text, ""), Ok(Config { api: api.to_owned(), idle_timeout: 0 }), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_base_is_refused() {
        for text in [
            "api",
            "//example.org/api",
            "ftp://example.org",
            "https://",
            "https://a@b/api",
            "/api?x=1",
            "/a b",
            "javascript:alert(1)",
        ] {
            assert_eq!(Config::parse(text, ""), Err(ConfigError::Invalid(text.to_owned())));
        }
        assert_eq!(Config::parse("  ", ""), Err(ConfigError::Missing));
    }

    #[test]
    fn an_idle_time_out_is_a_number_of_seconds() {
        let of = |text| Config::parse("/api", text).map(|config| config.idle_timeout);
        assert_eq!([of(""), of(" 0 "), of(" 900 ")], [Ok(0), Ok(0), Ok(900)]);
        // A mistake must not turn the time-out off.
        for text in ["15m", "-1", "900.5", "4294967296"] {
            assert_eq!(of(text), Err(ConfigError::IdleTimeout(text.to_owned())));
        }
    }
}

//! The configuration in `index.html`, read when the app starts: the address of the server.

use wasm_bindgen::JsCast;
use web_sys::HtmlMetaElement;

/// The settings that an operator can change in `index.html` without a new build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The API base, without a slash at the end. It is an address such as `https://api.example.org/api`, or a path on
    /// the app's own origin, such as `/api`. It is empty for the root path of this origin.
    pub api: String,
}

/// Why the server's address is unusable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// The element `<meta name="api-base">` is missing, or its content is empty or only white space.
    Missing,
    /// The element `<meta name="api-base">` contains this text, but the text is not an API base.
    Invalid(String),
}

impl Config {
    /// Reads the API base from the page's element `<meta name="api-base">`.
    ///
    /// # Errors
    /// [`ConfigError::Missing`] if the element is missing, or if its content is empty or only white space.
    /// [`ConfigError::Invalid`] if its content is not an API base.
    pub fn read() -> Result<Self, ConfigError> {
        let content = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.query_selector("meta[name='api-base']").ok().flatten())
            .and_then(|element| element.dyn_into::<HtmlMetaElement>().ok())
            .map(|meta| meta.content());
        Config::parse(content.as_deref().unwrap_or_default())
    }

    /// Reads the API base from `text`, which is the content of `<meta name="api-base">`.
    ///
    /// # Errors
    /// [`ConfigError::Missing`] if the text is empty or only white space. [`ConfigError::Invalid`] if the text is not
    /// an API base.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let text = text.trim();
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
        Ok(Config { api: base.to_owned() })
    }
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
            assert_eq!(Config::parse(text), Ok(Config { api: api.to_owned() }), "{text:?}");
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
            assert_eq!(Config::parse(text), Err(ConfigError::Invalid(text.to_owned())));
        }
        assert_eq!(Config::parse("  "), Err(ConfigError::Missing));
    }
}

//! Cookies (RFC 6265): finding one in a request, writing one into an answer.
//! It must not know which cookies there are or what is in them.

use std::fmt::Write;

use axum::http::{HeaderMap, header};

/// The value of the first cookie of this name; an empty one counts as none, because that is how it is cleared.
pub(crate) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
        .filter(|value| !value.is_empty())
}

/// A `Set-Cookie` of this server: always `HttpOnly`, so that no script ever reads it.
pub(crate) struct SetCookie<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Its value; letters, digits and the like only.
    pub(crate) value: &'a str,
    /// The only path it is sent to.
    pub(crate) path: &'a str,
    /// How long the browser keeps it, in seconds; 0 clears it.
    pub(crate) max_age: u64,
    /// Whether it travels over https only.
    pub(crate) secure: bool,
}

impl SetCookie<'_> {
    /// The header's text.
    pub(crate) fn text(&self) -> String {
        let mut text = format!(
            "{}={}; Path={}; Max-Age={}; HttpOnly; SameSite=Strict",
            self.name, self.value, self.path, self.max_age
        );
        if self.secure {
            let _ = write!(text, "; Secure");
        }
        text
    }
}

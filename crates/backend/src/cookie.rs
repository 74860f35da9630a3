//! Cookies (RFC 6265): reading a cookie of a request, and the text of a `Set-Cookie` header.

use std::fmt::Write;

use axum::http::{HeaderMap, header};

/// The value of the first cookie with this name. An empty value counts as no cookie, because a cleared cookie is empty.
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

/// A cookie to be set. It is always `HttpOnly`, so that no script can read it.
pub(crate) struct SetCookie<'a> {
    pub(crate) name: &'a str,
    /// The value, which must not contain spaces, quotes, commas, semicolons or backslashes.
    pub(crate) value: &'a str,
    /// The browser sends the cookie to this path and the paths below it.
    pub(crate) path: &'a str,
    /// How long the browser stores the cookie, in seconds; 0 clears it.
    pub(crate) max_age: u64,
    /// Whether the browser sends the cookie over https only.
    pub(crate) secure: bool,
}

impl SetCookie<'_> {
    /// The value of the `Set-Cookie` header.
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

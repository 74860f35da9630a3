//! Cookies (RFC 6265): reads a cookie of a request, and writes the text of a `Set-Cookie` header.

use axum::http::{HeaderMap, header};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};

/// Returns the value of the first cookie with this name; `None` if there is no such cookie or if its value is empty. An
/// empty value counts as no cookie, because the Spring Boot server clears a cookie by setting an empty value.
pub(crate) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let cookie = lines.flat_map(Cookie::split_parse).flatten().find(|cookie| cookie.name() == name)?;
    cookie.value_raw().filter(|value| !value.is_empty())
}

/// Returns the value of a `Set-Cookie` header for a cookie that no script can read (`HttpOnly`). `max_age` is in
/// seconds; 0 clears the cookie. A `secure` cookie is sent over https only.
pub(crate) fn set_cookie(name: &str, value: &str, path: &str, max_age: u64, secure: bool) -> String {
    Cookie::build((name, value))
        .path(path)
        .max_age(Duration::seconds(i64::try_from(max_age).unwrap_or(i64::MAX)))
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(secure)
        .to_string()
}

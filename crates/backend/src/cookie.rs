//! Cookies (RFC 6265): reads the cookies of a request, and writes the text of a `Set-Cookie` header.
//!
//! A request can have several cookies with the same name: any subdomain, and anybody who can change plain http traffic,
//! can set a cookie for the whole domain. Nothing in the request shows who has set which cookie.

use axum::http::{HeaderMap, header};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};

/// Returns the value of the cookie with this name. Returns `None` if there is no such cookie, if its value is empty, or
/// if there are several cookies with this name.
pub(crate) fn only(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = all(headers, name);
    values.next().filter(|value| !value.is_empty() && values.next().is_none())
}

/// Returns the value of the first cookie with this name. The Spring Boot server and the Node/Express server, which the
/// dialects imitate, also use the first cookie. Returns `None` if there is no such cookie or if its value is empty. An
/// empty value counts as no cookie, because the Spring Boot server clears a cookie by setting an empty value.
pub(crate) fn first(headers: &HeaderMap, name: &str) -> Option<String> {
    all(headers, name).next().filter(|value| !value.is_empty())
}

/// Returns the values of all cookies with this name, in the order of the request. A byte that is not part of UTF-8 is
/// replaced, so that it does not make the other cookies of its header unreadable.
pub(crate) fn all<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = String> + 'a {
    let lines = headers.get_all(header::COOKIE).iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    lines.flat_map(move |line| {
        let cookies = line.split(';').filter_map(|cookie| cookie.split_once('='));
        let values = cookies.filter(|(found, _)| trim(found) == name).map(|(_, value)| trim(value).to_owned());
        values.collect::<Vec<_>>()
    })
}

/// Removes spaces and tabs from both ends of a name or a value. Only these two are white space in HTTP (RFC 9110,
/// section 5.6.3). This function must keep all other white space. Browsers protect a cookie if its name begins with
/// `__Secure-`. They do not protect it if other white space comes before this prefix, so an attacker can set such a
/// cookie. If this function removed the white space, the server would take the attacker's cookie for the protected one.
/// The parser of the crate `cookie` is not used, because it removes all white space of Unicode.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
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

//! Functions that read values from a response and its cookies, and functions that describe these values. The tables in
//! `rules` use both.

use super::{
    cookie_jar::{life, reaches},
    response::Response,
    secret::plain,
    target::host,
};
use cookie::{Cookie, SameSite};
use serde_json::Value;

/// Returns the status and the kind of body of a successful response. For any other response, returns the status and the
/// message.
pub fn shape_or_message(response: &Response) -> String {
    if response.is_success() { response.shape() } else { response.status_and_message() }
}

/// Returns all values of a header in one text. If the response does not have the header, the text says that it is
/// missing.
pub fn header(response: &Response, name: &str) -> String {
    let values: Vec<_> = response.all(name).collect();
    if values.is_empty() { format!("no {name}") } else { plain(&values.join(", ")) }
}

/// Returns for how many seconds browsers may reuse `response`, the response to a preflight. Returns `None` if the
/// response does not name more than 5 seconds. Browsers reuse a response without a number for 5 seconds, so a number of
/// 5 or less has no benefit.
pub fn max_age(response: &Response) -> Option<u64> {
    response.header("access-control-max-age")?.trim().parse().ok().filter(|seconds| *seconds > 5)
}

/// Returns the type of the user's id: "text" or "number". `None` if the response does not name a user in the form that
/// the app reads.
pub fn kind_of_id(response: &Response) -> Option<&'static str> {
    let body = response.json().filter(|body| response.is_success() && body["username"].is_string())?;
    if body["id"].is_string() { Some("text") } else { body["id"].as_i64().map(|_| "number") }
}

/// Returns the roles in the response to a sign-in. Roles with more than 40 bytes are left out.
pub fn roles(response: &Response) -> Vec<String> {
    let body = response.json().unwrap_or_default();
    let roles = body["roles"].as_array().into_iter().flatten().filter_map(Value::as_str);
    roles.filter(|role| role.len() <= 40).map(plain).collect()
}

/// Returns the lifetime of the access token in seconds, or `None` if the response does not announce it. `Err` if the
/// announced value is no whole number of seconds, is zero, or is too large.
pub fn expires_in(response: &Response) -> Result<Option<u64>, ()> {
    match &response.json().unwrap_or_default()["expiresIn"] {
        Value::Null => Ok(None),
        value => value.as_u64().filter(|seconds| (1..=u64::from(u32::MAX)).contains(seconds)).map(Some).ok_or(()),
    }
}

/// Returns the words in the field `offers` of the response to a sign-in. They name the optional parts of the contract
/// that the server has. Returns `None` if the body is not JSON or has no such field. Returns `Some(Err(()))` if the
/// value of the field is not a list of strings.
pub fn offers(response: &Response) -> Option<Result<Vec<String>, ()>> {
    let body = response.json()?;
    let words = |list: &Vec<Value>| list.iter().map(|word| word.as_str().map(plain).ok_or(())).collect();
    body.get("offers").map(|offers| offers.as_array().ok_or(()).and_then(words))
}

/// Returns whether the body contains a token: the value of one of the response's cookies, or a JSON Web Token. Cookie
/// values with at most 8 bytes do not count. A JSON Web Token has three parts in base64url. Its first part begins with
/// `eyJ`, the beginning of a JSON object in base64url.
pub fn has_token(response: &Response) -> bool {
    let is_separator = |c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c));
    let is_jwt = |word: &str| word.starts_with("eyJ") && word.matches('.').count() == 2;
    let in_body = |cookie: &Cookie<'_>| cookie.value().len() > 8 && response.body.contains(cookie.value());
    response.cookies().iter().any(in_body) || response.body.split(is_separator).any(is_jwt)
}

/// Returns whether the response sets a cookie that browsers send with a request for `call`, a path below the API base.
pub fn brings(response: &Response, call: &str) -> bool {
    any(response, |cookie| reaches(cookie, &response.target.path(call)))
}

/// Returns whether the response sets a cookie for which `predicate` returns `true`.
pub fn any(response: &Response, predicate: impl FnMut(&Cookie<'static>) -> bool) -> bool {
    response.kept().iter().any(predicate)
}

/// Returns the reason why browsers refuse a cookie (RFC 6265bis), or `None` if they accept it.
pub fn refusal(response: &Response, cookie: &Cookie<'_>) -> Option<&'static str> {
    let (target, secure, prefix) =
        (&response.target, cookie.secure().is_some(), |prefix| cookie.name().starts_with(prefix));
    let domain = cookie.domain().map(str::to_ascii_lowercase);
    let foreign = |domain: &String| host(&target.api) != domain && !host(&target.api).ends_with(&format!(".{domain}"));
    match () {
        () if secure && !target.is_https() && !target.is_loopback() => Some("Secure, on http"),
        () if cookie.same_site() == Some(SameSite::None) && !secure => Some("SameSite=None, not Secure"),
        () if domain.as_ref().is_some_and(foreign) => Some("Domain of another host"),
        () if (prefix("__Secure-") || prefix("__Host-")) && !secure => Some("has a prefix that needs Secure"),
        () if prefix("__Host-") && (domain.is_some() || path_of(cookie) != "/") => {
            Some("has the prefix __Host- and a Domain or a Path")
        }
        () => None,
    }
}

/// Returns the cookies that the response sets, as one text. It contains the name of each cookie, followed by the text
/// that `tell` returns for this cookie. Cookies for which `tell` returns `None` are left out.
pub fn each<T: ToString>(response: &Response, tell: impl Fn(&Cookie<'_>) -> Option<T>) -> String {
    let text = |cookie: &Cookie<'_>| Some(format!("{} {}", name(cookie.name()), tell(cookie)?.to_string()));
    let texts: Vec<_> = response.kept().iter().filter_map(text).map(|text| text.trim_end().to_owned()).collect();
    texts.join(", ")
}

/// Returns the name of a cookie or a user for the output: only its visible ASCII characters, and at most 40 of them.
pub fn name(name: &str) -> String {
    name.chars().filter(char::is_ascii_graphic).take(40).collect()
}

pub fn path_of(cookie: &Cookie<'_>) -> String {
    cookie.path().unwrap_or_default().to_owned()
}

/// Returns a text that says how long a browser keeps a cookie.
pub fn lifetime(cookie: &Cookie<'_>) -> String {
    match life(cookie).map(|life| life.as_secs()) {
        None => "until the browser is closed".to_owned(),
        Some(seconds @ 0..120) => format!("{seconds} s"),
        Some(seconds @ 120..7_200) => format!("{} min", seconds.div_ceil(60)),
        Some(seconds @ 7_200..172_800) => format!("{} h", seconds.div_ceil(3_600)),
        Some(seconds) => format!("{} days", seconds.div_ceil(86_400)),
    }
}

/// Returns the requests whose responses meet the condition `predicate`, as one text. Each request is named once. The
/// text names at most four requests, and the number of the others. It is empty if no response meets the condition.
pub fn list(responses: &[Response], predicate: impl Fn(&Response) -> bool) -> String {
    let mut calls: Vec<String> = Vec::new();
    for response in responses.iter().filter(|response| predicate(response)) {
        let call = format!("{} ({})", response.call, response.status);
        if !calls.contains(&call) {
            calls.push(call);
        }
    }
    let more = calls.len().saturating_sub(4);
    calls.truncate(4);
    calls.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
}

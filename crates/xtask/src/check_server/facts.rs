//! What the tables in `rules` ask of an answer and its cookies, and how they tell what came.

use super::{
    answer::Answer,
    jar::{life, reaches},
    place::host,
    secret::plain,
};
use cookie::{Cookie, SameSite};
use serde_json::Value;

/// The shape of a success; of a refusal the server's sentence, too.
pub fn shape_or_told(answer: &Answer) -> String {
    if answer.is_success() { answer.shape() } else { answer.told() }
}

/// A header as it came, or that it did not.
pub fn header(answer: &Answer, name: &str) -> String {
    let values: Vec<_> = answer.all(name).collect();
    if values.is_empty() { format!("no {name}") } else { plain(&values.join(", ")) }
}

/// How long a preflight is good for, in seconds, where that is longer than browsers take without being told.
pub fn max_age(answer: &Answer) -> Option<u64> {
    answer.header("access-control-max-age")?.trim().parse().ok().filter(|seconds| *seconds > 5)
}

/// What the user's id is, where the answer names a user as the app reads one.
pub fn kind_of_id(answer: &Answer) -> Option<&'static str> {
    let body = answer.json().filter(|body| answer.is_success() && body["username"].is_string())?;
    if body["id"].is_string() { Some("text") } else { body["id"].as_i64().map(|_| "number") }
}

/// The roles that a sign-in's answer names. Longer texts are no names of roles.
pub fn roles(answer: &Answer) -> Vec<String> {
    let body = answer.json().unwrap_or_default();
    let roles = body["roles"].as_array().into_iter().flatten().filter_map(Value::as_str);
    roles.filter(|role| role.len() <= 40).map(plain).collect()
}

/// The access token's lifetime in seconds, where one is announced; `Err` where that is no such number.
pub fn expires_in(answer: &Answer) -> Result<Option<u64>, ()> {
    match &answer.json().unwrap_or_default()["expiresIn"] {
        Value::Null => Ok(None),
        value => value.as_u64().filter(|seconds| (1..=u64::from(u32::MAX)).contains(seconds)).map(Some).ok_or(()),
    }
}

/// Whether the body holds one of the answer's cookies, or a JSON Web Token: three parts of base64url, the first of
/// which begins as every JSON object does.
pub fn has_token(answer: &Answer) -> bool {
    let odd = |c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c));
    let is_jwt = |word: &str| word.starts_with("eyJ") && word.matches('.').count() == 2;
    let in_body = |cookie: &Cookie<'_>| cookie.value().len() > 8 && answer.body.contains(cookie.value());
    answer.cookies().iter().any(in_body) || answer.body.split(odd).any(is_jwt)
}

/// Whether the answer sets a cookie that is sent with this call.
pub fn brings(answer: &Answer, call: &str) -> bool {
    any(answer, |cookie| reaches(cookie, &answer.place.path(call)))
}

/// Whether the answer sets such a cookie.
pub fn any(answer: &Answer, is_such: impl FnMut(&Cookie<'static>) -> bool) -> bool {
    answer.kept().iter().any(is_such)
}

/// Whether browsers refuse a cookie (RFC 6265bis), and why.
pub fn refusal(answer: &Answer, cookie: &Cookie<'_>) -> Option<&'static str> {
    let (place, secure, prefix) =
        (&answer.place, cookie.secure().is_some(), |prefix| cookie.name().starts_with(prefix));
    let domain = cookie.domain().map(str::to_ascii_lowercase);
    let foreign = |domain: &String| host(&place.api) != domain && !host(&place.api).ends_with(&format!(".{domain}"));
    match () {
        () if secure && !place.is_https() && !place.is_loopback() => Some("Secure, on http"),
        () if cookie.same_site() == Some(SameSite::None) && !secure => Some("SameSite=None, not Secure"),
        () if domain.as_ref().is_some_and(foreign) => Some("Domain of another host"),
        () if (prefix("__Secure-") || prefix("__Host-")) && !secure => Some("named as Secure, and is not"),
        () if prefix("__Host-") && (domain.is_some() || path_of(cookie) != "/") => {
            Some("named __Host-, with a Domain or a Path")
        }
        () => None,
    }
}

/// The cookies that the answer sets: their names, and what there is to tell of each; without those of which there is
/// nothing.
pub fn each<T: ToString>(answer: &Answer, tell: impl Fn(&Cookie<'_>) -> Option<T>) -> String {
    let told = |cookie: &Cookie<'_>| Some(format!("{} {}", name(cookie.name()), tell(cookie)?.to_string()));
    let told: Vec<_> = answer.kept().iter().filter_map(told).map(|told| told.trim_end().to_owned()).collect();
    told.join(", ")
}

/// A cookie's or a user's name as it can be printed.
pub fn name(name: &str) -> String {
    name.chars().filter(char::is_ascii_graphic).take(40).collect()
}

pub fn path_of(cookie: &Cookie<'_>) -> String {
    cookie.path().unwrap_or_default().to_owned()
}

/// How long a browser keeps a cookie, in words.
pub fn lifetime(cookie: &Cookie<'_>) -> String {
    match life(cookie).map(|life| life.as_secs()) {
        None => "until the browser is closed".to_owned(),
        Some(seconds @ 0..120) => format!("{seconds} s"),
        Some(seconds @ 120..7_200) => format!("{} min", seconds.div_ceil(60)),
        Some(seconds @ 7_200..172_800) => format!("{} h", seconds.div_ceil(3_600)),
        Some(seconds) => format!("{} days", seconds.div_ceil(86_400)),
    }
}

/// The calls with such an answer, each once, and no more than four of them; nothing where there is none.
pub fn list(answers: &[Answer], is_such: impl Fn(&Answer) -> bool) -> String {
    let mut calls: Vec<String> = Vec::new();
    for answer in answers.iter().filter(|answer| is_such(answer)) {
        let call = format!("{} ({})", answer.call, answer.status);
        if !calls.contains(&call) {
            calls.push(call);
        }
    }
    let more = calls.len().saturating_sub(4);
    calls.truncate(4);
    calls.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
}

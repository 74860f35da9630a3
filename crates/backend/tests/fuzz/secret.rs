//! What must come out nowhere: passwords, their hashes, tokens.
//! It must not know where it is looked for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use reqwest::header::HeaderMap;

use crate::bodies::CANARY;
use crate::guises::Verdict;

/// How every hash of a password begins.
const HASH: &str = "$argon2";

/// A token, or a part of one, shorter than this is found in anything by chance.
const LEAST: usize = 20;

/// None of these texts, no password and no hash is in there.
pub fn absent(place: &str, text: &str, secrets: &[String]) -> Verdict {
    for secret in secrets.iter().map(String::as_str).chain([CANARY, HASH]) {
        let found = text.lines().find(|line| line.contains(secret));
        prop_assert!(found.is_none(), "{} has the secret {:?}: {:?}", place, secret, found);
    }
    Ok(())
}

/// What is secret about these `Cookie` headers.
pub fn of_lines(lines: &[Vec<u8>]) -> Vec<String> {
    let lines = lines.iter().filter_map(|line| std::str::from_utf8(line).ok());
    let cookies = lines.flat_map(|line| line.split("; ")).filter_map(|cookie| cookie.split_once('='));
    cookies.flat_map(|(_, value)| of_token(value)).collect()
}

/// What is secret about the cookies that an answer sets.
pub fn of_answer(headers: &HeaderMap) -> Vec<String> {
    let cookies = headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    let values = cookies.filter_map(|cookie| cookie.split(';').next()?.split_once('='));
    values.flat_map(|(_, value)| of_token(value)).collect()
}

/// What is secret about a token: all of it, what signs it, and what is wrapped in it.
pub fn of_token(value: &str) -> Vec<String> {
    let signature = value.rsplit('.').next().unwrap_or_default().to_owned();
    let wrapped = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let wrapped = wrapped.and_then(|text| Some(text.split_once("\":\"")?.1.trim_end_matches("\"}").to_owned()));
    let mut secrets = vec![value.to_owned(), signature, wrapped.unwrap_or_default()];
    secrets.retain(|secret| secret.len() >= LEAST);
    secrets
}

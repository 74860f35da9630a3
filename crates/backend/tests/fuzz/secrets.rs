//! The texts that must not appear in the log or in the checked parts of a response: passwords, password hashes and
//! tokens.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use crate::PropertyResult;
use crate::bodies::MARKER;
use crate::client::Response;

/// The start of every password hash.
const HASH: &str = "$argon2";

/// The tests look for the value of a cookie, or for a part of it, only if this text has at least this many bytes. A
/// shorter text could appear in the log or in a response by chance.
const MIN_LENGTH: usize = 20;

/// Returns an error if the text contains one of these secrets, a random password ([`MARKER`] is part of each), or a
/// password hash. The error message begins with `source`, which says where the text is from.
pub fn check_absent(source: &str, text: &str, secrets: &[String]) -> PropertyResult {
    for secret in secrets.iter().map(String::as_str).chain([MARKER, HASH]) {
        let found = text.lines().find(|line| line.contains(secret));
        prop_assert!(found.is_none(), "{} contains the secret {:?}: {:?}", source, secret, found);
    }
    Ok(())
}

/// Returns the secrets in these `Cookie` headers. Leaves out headers that are not UTF-8.
pub fn of_request(lines: &[Vec<u8>]) -> Vec<String> {
    let lines = lines.iter().filter_map(|line| std::str::from_utf8(line).ok());
    let cookies = lines.flat_map(|line| line.split("; ")).filter_map(|cookie| cookie.split_once('='));
    cookies.flat_map(|(_, value)| of_token(value)).collect()
}

/// Returns the secrets in the cookies that a response sets.
pub fn of_response(response: &Response) -> Vec<String> {
    response.parsed_cookies().iter().flat_map(|cookie| of_token(cookie.value())).collect()
}

/// Returns the secrets in the value of a cookie. The first is the whole value. The second is the signature: the text
/// after the last dot. The third is the access token, if this is the session cookie of the Node/Express server. Leaves
/// out texts that are shorter than [`MIN_LENGTH`].
pub fn of_token(value: &str) -> Vec<String> {
    let signature = value.rsplit('.').next().unwrap_or_default().to_owned();
    let session = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let inner = session.and_then(|text| Some(text.split_once("\":\"")?.1.trim_end_matches("\"}").to_owned()));
    let mut secrets = vec![value.to_owned(), signature, inner.unwrap_or_default()];
    secrets.retain(|secret| secret.len() >= MIN_LENGTH);
    secrets
}

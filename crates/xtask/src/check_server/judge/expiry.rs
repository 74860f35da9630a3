//! Judges the optional `expiresIn`: the access token's lifetime, in seconds.
//! It must not know what the app does before that time is over.

use crate::check_server::{
    answer::Answer,
    finding::{Check, Finding},
};
use serde_json::Value;

/// At a sign-in.
pub static SIGN_IN: Check = Check::new("sign-in-expires-in", "`expiresIn`, if it is there, is a number of seconds");
/// At a refresh.
pub static REFRESH: Check = Check::new("refresh-expires-in", "`expiresIn`, if it is there, is a number of seconds");

/// Judges what an answer announces.
pub fn announced(check: &Check, answer: &Answer) -> Finding {
    match &answer.json().unwrap_or_default()["expiresIn"] {
        Value::Null => check.kept("not announced: the app learns of an expired token by a 401"),
        value => match value.as_u64().filter(|seconds| (1..=u64::from(u32::MAX)).contains(seconds)) {
            Some(seconds) => check.kept(format!("{seconds} s: the app refreshes before that")),
            None => check.differs("something else", "The app passes it over, and learns of an expired token by a 401."),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{
        finding::Mark::{Differs, Kept},
        recording::made,
    };

    #[test]
    fn only_a_number_of_seconds_counts() {
        for (body, mark) in [
            (r#"{"expiresIn":900}"#, Kept),
            ("{}", Kept),
            ("", Kept),
            (r#"{"expiresIn":"900"}"#, Differs),
            (r#"{"expiresIn":-1}"#, Differs),
            (r#"{"expiresIn":0}"#, Differs),
            (r#"{"expiresIn":1e12}"#, Differs),
        ] {
            assert_eq!(announced(&SIGN_IN, &made(200, &[], body)).mark, mark, "{body}");
        }
    }
}

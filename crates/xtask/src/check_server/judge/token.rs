//! Judges whether an answer's body holds a token, which belongs in an HttpOnly cookie alone.
//! It must not repeat one.

use crate::check_server::{
    answer::Answer,
    finding::{Check, Finding},
    jar,
};

/// At a sign-in.
pub static SIGN_IN: Check = Check::new("sign-in-no-token", "the answer has no token that scripts could read");
/// At a refresh.
pub static REFRESH: Check = Check::new("refresh-no-token", "the answer has no token that scripts could read");

/// Whether an answer's body holds one of its cookies, or a JSON Web Token.
pub fn none(check: &Check, answer: &Answer) -> Finding {
    let cookies = jar::cookies(answer);
    let mut values = cookies.iter().map(|cookie| cookie.value.0.as_str());
    let in_body = values.any(|value| value.len() > 8 && answer.body.contains(value)) || has_jwt(&answer.body);
    match in_body {
        false => check.kept("none"),
        true => check.fails(
            "a token",
            "A security fault: tokens belong in HttpOnly cookies alone; any script in the page could take this one.",
        ),
    }
}

/// Three parts of base64url, the first of which begins as every JSON object does.
fn has_jwt(body: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    body.split(|c| !part(c)).any(|word| word.starts_with("eyJ") && word.matches('.').count() == 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{finding::Mark::Fails, recording::made};

    #[test]
    fn a_token_in_the_body_is_a_security_fault_and_not_repeated() {
        let cookie = [("set-cookie", "session=0123456789abcdef; HttpOnly")];
        for text in [r#"{"token":"0123456789abcdef"}"#, r#"{"accessToken":"eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl"}"#] {
            let finding = none(&SIGN_IN, &made(200, &cookie, text));
            assert_eq!((finding.mark, finding.came.as_str()), (Fails, "a token"));
        }
    }
}

//! What an answer's body holds: input from outside, read without trust.
//! It must not know what follows from it.

use super::environment::Response;
use crate::json::Json;

/// Whether this is a refusal of the server's own error page, which hides what went wrong (contract, "Masked errors").
pub(crate) fn is_masked(answer: &Response) -> bool {
    answer.status == 401 && json(&answer.body).is_some_and(|body| body["path"].as_str() == Some("/error"))
}

/// The access token's lifetime in seconds, where the body announces one that makes sense.
pub(crate) fn lifetime(body: &str) -> Option<u32> {
    let seconds = json(body)?["expiresIn"].as_u64()?;
    u32::try_from(seconds).ok().filter(|seconds| *seconds > 0)
}

/// The server's own sentence, where there is one fit for a person: short, no markup, no masked error.
pub(crate) fn message(answer: &Response) -> Option<String> {
    if is_masked(answer) || is_page(answer) {
        return None;
    }
    let text = match json(&answer.body) {
        Some(body) => body["message"].as_str()?.to_owned(),
        None => answer.body.clone(),
    };
    let text = text.trim();
    let fit = !text.is_empty() && text.chars().count() <= 300 && !text.starts_with("Full authentication is required");
    fit.then(|| text.to_owned())
}

/// Whether the body is a web page, as a proxy, a firewall or a router without the call would send.
pub(crate) fn is_page(answer: &Response) -> bool {
    answer.body.trim_start().starts_with('<')
        || (answer.html && answer.status >= 400 && json(&answer.body).is_none() && !answer.body.trim().is_empty())
}

/// The body, where it is JSON.
pub(crate) fn json(body: &str) -> Option<Json> {
    Json::parse(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Response {
        Response { status, html: false, retry_after: None, body: body.to_owned() }
    }

    const MASKED: &str = r#"{"path":"/error","error":"Unauthorized","message":"Full authentication is required to access this resource","status":401}"#;

    #[test]
    fn only_a_sentence_for_people_is_shown() {
        let shown = |body: &str| message(&answer(400, body));
        assert_eq!(shown(r#"{"message":" Taken! "}"#).as_deref(), Some("Taken!"));
        assert_eq!(shown("plain words").as_deref(), Some("plain words"));
        for body in ["", "<b>no</b>", r#"{"message":7}"#, "[1]", r#"{"message":"Full authentication is required to"}"#]
        {
            assert_eq!(shown(body), None, "{body}");
        }
        assert_eq!(shown(&"x".repeat(301)), None);
        assert_eq!(message(&answer(401, MASKED)), None);
        assert_eq!(message(&Response { html: true, ..answer(404, "Cannot GET /") }), None);
    }

    #[test]
    fn a_lifetime_is_a_whole_number_of_seconds() {
        assert_eq!(lifetime(r#"{"expiresIn":1}"#), Some(1));
        for body in ["", "{}", r#"{"expiresIn":0}"#, r#"{"expiresIn":"60"}"#, r#"{"expiresIn":4294967296}"#] {
            assert_eq!(lifetime(body), None, "{body}");
        }
    }

    #[test]
    fn a_plain_text_called_html_is_no_page() {
        let board = Response { html: true, ..answer(200, "User Content.") };
        assert!(!is_page(&board));
        assert!(is_page(&answer(200, " <!DOCTYPE html>")));
    }
}

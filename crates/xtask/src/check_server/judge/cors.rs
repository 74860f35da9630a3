//! Judges which answers a page may read (Fetch standard, "CORS check").
//! It must not know what else is in them.

use crate::check_server::{
    answer::{Answer, Heard},
    finding::{Check, Finding},
    secret::plain,
};

/// The origin, on an answer with success.
pub static ORIGIN: Check = Check::new("cors-origin", "the answer allows exactly the app's origin");
/// Cookies, on an answer with success.
pub static CREDENTIALS: Check = Check::new("cors-credentials", "the answer allows credentials");
/// A page of another site.
pub static FOREIGN: Check = Check::new("foreign-origin", "a POST of another site's page is refused");

const ALLOW_ORIGIN: &str = "access-control-allow-origin";
const ALLOW_CREDENTIALS: &str = "access-control-allow-credentials";

/// Whether an answer allows exactly this origin.
pub fn origin(check: &Check, answer: &Answer, origin: &str) -> Finding {
    let came = value(answer, ALLOW_ORIGIN);
    match answer.header(ALLOW_ORIGIN) {
        Some(_) if answer.all(ALLOW_ORIGIN).eq([origin]) => check.kept(came),
        Some("*") => check.fails(
            came,
            format!(
                "With cookies browsers do not take a star, and keep the answer from the app: name {origin} instead."
            ),
        ),
        _ => check.fails(
            came,
            format!(
                "Browsers keep the answer from the app, which says that the server can't be reached: allow {origin}."
            ),
        ),
    }
}

/// Whether an answer allows cookies.
pub fn credentials(check: &Check, answer: &Answer) -> Finding {
    let came = value(answer, ALLOW_CREDENTIALS);
    match answer.header(ALLOW_CREDENTIALS) {
        Some("true") => check.kept(came),
        _ => check.fails(
            came,
            "Browsers keep the answer from the app, which sends its cookies with every call: the server has to send \
             Access-Control-Allow-Credentials: true.",
        ),
    }
}

/// Whether a page of `origin` can read an answer.
pub fn is_open(answer: &Answer, origin: &str) -> bool {
    answer.all(ALLOW_ORIGIN).eq([origin]) && answer.header(ALLOW_CREDENTIALS) == Some("true")
}

/// Judges the answer to a POST that a page of another site sent.
pub fn foreign(heard: &Heard, origin: &str) -> Finding {
    FOREIGN.of(heard, |answer| match answer.status {
        _ if is_open(answer, origin) => FOREIGN.fails(
            format!("{}, and the other site may read it", answer.shape()),
            "A security fault: every site can act as the person who visits it. Allow only the app's own origin.",
        ),
        400..=499 => FOREIGN.kept(answer.shape()),
        _ => FOREIGN.differs(
            answer.shape(),
            "The app is not touched by it; but only the cookies' SameSite keeps another site from acting for a user: \
             check the Origin of every POST.",
        ),
    })
}

/// A header as it came, for a person.
pub fn value(answer: &Answer, name: &str) -> String {
    let values: Vec<_> = answer.all(name).collect();
    match values.as_slice() {
        [] => format!("no {}", title(name)),
        values => plain(&values.join(", ")),
    }
}

fn title(name: &str) -> String {
    let words = name.split('-').map(|word| word[..1].to_ascii_uppercase() + &word[1..]);
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{
        finding::Mark::{Differs, Fails, Kept},
        recording::{made, recorded},
    };

    const APP: &str = "http://localhost:8081";

    #[test]
    fn recorded_answers_are_open_to_the_app_alone() {
        for server in ["spring", "node"] {
            let answer = recorded(server, "sign in, wrong password");
            assert_eq!(origin(&ORIGIN, &answer, APP).mark, Kept);
            assert_eq!(credentials(&CREDENTIALS, &answer).mark, Kept);
            assert_eq!(origin(&ORIGIN, &answer, "http://localhost:3000").mark, Fails);
        }
        assert!(!is_open(&recorded("spring", "path that does not exist"), APP));
    }

    #[test]
    fn a_header_that_came_twice_is_none() {
        let app = "https://app.of-a-long-name.example.org";
        let twice = [("access-control-allow-origin", app), ("access-control-allow-origin", app)];
        let finding = origin(&ORIGIN, &made(200, &twice, ""), app);
        assert_eq!((finding.mark, finding.came), (Fails, format!("{app}, {app}")));
    }

    #[test]
    fn a_missing_header_is_named() {
        let finding = origin(&ORIGIN, &made(200, &[], ""), APP);
        assert_eq!((finding.mark, finding.came.as_str()), (Fails, "no Access-Control-Allow-Origin"));
        let star = [("access-control-allow-origin", "*"), ("access-control-allow-credentials", "true")];
        assert!(origin(&ORIGIN, &made(200, &star, ""), APP).meaning.contains("star"));
    }

    #[test]
    fn another_site_is_kept_out() {
        let evil = "https://other.example";
        let open = [("access-control-allow-origin", evil), ("access-control-allow-credentials", "true")];
        assert_eq!(foreign(&Ok(made(403, &[], "Invalid CORS request")), evil).mark, Kept);
        assert_eq!(foreign(&Ok(made(200, &[], "{}")), evil).mark, Differs);
        assert_eq!(foreign(&Ok(made(403, &open, "{}")), evil).mark, Fails);
    }
}

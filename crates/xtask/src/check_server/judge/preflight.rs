//! Judges what a browser is told before it sends a page's POST (Fetch standard, "CORS-preflight fetch").
//! It must not know what the POST itself is answered.

use crate::check_server::{
    answer::{Answer, Heard},
    finding::{Check, Finding},
    judge::cors,
};

/// The status.
pub static STATUS: Check = Check::new("preflight", "a preflight is answered with success");
/// The origin.
pub static ORIGIN: Check = Check::new("preflight-origin", "it allows exactly the app's origin");
/// Cookies.
pub static CREDENTIALS: Check = Check::new("preflight-credentials", "it allows credentials");
/// The one header that the app sends.
pub static HEADERS: Check = Check::new("preflight-headers", "it allows the header Content-Type");
/// Methods.
pub static METHODS: Check = Check::new("preflight-methods", "it lists the method POST");
/// How long the answer is good for.
pub static MAX_AGE: Check = Check::new("preflight-max-age", "it says how long it is good for");

/// All checks of a preflight; only the first where there is no answer.
pub fn judge(heard: &Heard, origin: &str) -> Vec<Finding> {
    let status = STATUS.of(heard, |answer| match answer.is_success() {
        true => STATUS.kept(answer.status.to_string()),
        false => STATUS.fails(
            answer.shape(),
            "Browsers send none of the app's sign-ins, refreshes and sign-outs: the app says that the server can't be \
             reached.",
        ),
    });
    let mut findings = vec![status];
    if let Ok(answer) = heard {
        findings.extend([
            cors::origin(&ORIGIN, answer, origin),
            cors::credentials(&CREDENTIALS, answer),
            headers(answer),
            methods(answer),
            max_age(answer),
        ]);
    }
    findings
}

fn headers(answer: &Answer) -> Finding {
    let name = "access-control-allow-headers";
    let came = cors::value(answer, name);
    match answer.lists(name, "content-type") {
        true => HEADERS.kept(came),
        // With credentials a star is just the name of a header.
        false => {
            HEADERS.fails(came, "Browsers refuse to send JSON there: add Content-Type to Access-Control-Allow-Headers.")
        }
    }
}

fn methods(answer: &Answer) -> Finding {
    let name = "access-control-allow-methods";
    let came = cors::value(answer, name);
    match answer.lists(name, "post") {
        true => METHODS.kept(came),
        false => METHODS.differs(
            came,
            "The app itself sends only GET and POST, which need not be listed; a page of yours that sends PUT or DELETE \
             needs them there.",
        ),
    }
}

fn max_age(answer: &Answer) -> Finding {
    let name = "access-control-max-age";
    let seconds = answer.header(name).and_then(|text| text.trim().parse::<u64>().ok());
    match seconds {
        Some(seconds) if seconds > 5 => MAX_AGE.kept(format!("{seconds} s")),
        _ => MAX_AGE.differs(
            cors::value(answer, name),
            "Browsers ask again after five seconds, so that most POSTs cost two round trips.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{
        finding::Mark::{self, Differs, Fails, Kept},
        recording::{made, recorded},
    };

    const APP: &str = "http://localhost:8081";

    fn marks(answer: Answer) -> Vec<Mark> {
        judge(&Ok(answer), APP).iter().map(|finding| finding.mark).collect()
    }

    #[test]
    fn the_real_servers_let_the_app_in() {
        assert_eq!(marks(recorded("spring", "preflight")), [Kept; 6]);
        assert_eq!(marks(recorded("node", "preflight")), [Kept, Kept, Kept, Kept, Kept, Differs]);
    }

    #[test]
    fn stars_and_silence_keep_it_out() {
        let stars = ["origin", "headers", "methods"].map(|name| (format!("access-control-allow-{name}"), "*"));
        let stars: Vec<_> = stars.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        assert_eq!(marks(made(200, &stars, "")), [Kept, Fails, Fails, Fails, Differs, Differs]);
        assert_eq!(marks(made(405, &[], "")), [Fails, Fails, Fails, Fails, Differs, Differs]);
    }
}

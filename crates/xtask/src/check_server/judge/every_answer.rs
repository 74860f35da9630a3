//! Judges what all answers have in common: who may read them, what refusals look like, what may be kept of them.
//! It must not know what any single one should be.

use crate::check_server::{
    answer::{Answer, Heard},
    exchange::Exchange,
    finding::{Check, Finding},
    judge::cors,
};

/// CORS on all of them.
pub static CORS: Check = Check::new("cors-everywhere", "every answer is open to the app, refusals too");
/// JSON.
pub static BODIES: Check = Check::new("error-bodies", "refusals are JSON");
/// Caches.
pub static CACHE: Check = Check::new("cache", "no cache may keep answers to who is signed in (Cache-Control)");
/// Caches, and origins.
pub static VARY: Check = Check::new("vary", "caches tell origins apart (Vary: Origin)");
/// When to try again.
pub static RETRY_AFTER: Check = Check::new("retry-after", "the app may read Retry-After");
/// What is not there.
pub static UNKNOWN_PATH: Check = Check::new("unknown-path", "an unknown path is 404, and open to the app");

/// Whether the app could read every answer.
pub fn open(exchanges: &[Exchange], origin: &str) -> Finding {
    let closed = list(exchanges, |answer| !cors::is_open(answer, origin));
    match closed {
        None => CORS.kept("all of them"),
        Some(closed) => CORS.fails(
            format!("closed: {closed}"),
            "The app cannot tell such an answer from a broken network, says that the server can't be reached, and never \
             learns that a session is over: put the CORS headers on before anything can refuse.",
        ),
    }
}

/// What all answers have in common, for the app on an origin of its own or on the API's.
pub fn judge(exchanges: &[Exchange], own_origin: bool) -> Vec<Finding> {
    let mut findings = vec![bodies(exchanges), cache(exchanges)];
    if !own_origin {
        findings.extend([vary(exchanges), retry_after(exchanges)]);
    }
    findings
}

fn bodies(exchanges: &[Exchange]) -> Finding {
    match list(exchanges, |answer| answer.status >= 400 && answer.json().is_none()) {
        None => BODIES.kept("all of them"),
        Some(others) => BODIES.differs(
            format!("not: {others}"),
            "The app goes by the status there, and shows no web page as a sentence.",
        ),
    }
}

fn cache(exchanges: &[Exchange]) -> Finding {
    let guarded: Vec<_> = exchanges.iter().filter(|exchange| exchange.private).cloned().collect();
    let open = list(&guarded, |answer| {
        !["no-store", "no-cache", "private"].iter().any(|word| answer.lists("cache-control", word))
    });
    match open {
        None => CACHE.kept("said so on all of them"),
        Some(open) => CACHE.differs(
            format!("not on {open}"),
            "The app asks past the browser's cache; a proxy on the way might still keep an answer: send Cache-Control: \
             no-store.",
        ),
    }
}

fn vary(exchanges: &[Exchange]) -> Finding {
    let named = |answer: &Answer| answer.header("access-control-allow-origin").is_some_and(|origin| origin != "*");
    match list(exchanges, |answer| named(answer) && !answer.lists("vary", "origin")) {
        None => VARY.kept("said so on all of them"),
        Some(others) => VARY.differs(
            format!("not on {others}"),
            "A cache on the way might give one origin's answer to another, which the browser then keeps from the app.",
        ),
    }
}

fn retry_after(exchanges: &[Exchange]) -> Finding {
    let name = "access-control-expose-headers";
    match exchanges.iter().any(|exchange| exchange.answer.lists(name, "retry-after")) {
        true => RETRY_AFTER.kept("exposed"),
        false => RETRY_AFTER.differs(
            "not exposed",
            "Where the server limits calls (429) the app says to try again in a minute, instead of in how many seconds: send \
             Access-Control-Expose-Headers: Retry-After.",
        ),
    }
}

/// An address that no server has.
pub fn unknown_path(heard: &Heard, is_open: bool) -> Finding {
    let check = &UNKNOWN_PATH;
    check.of(heard, |answer| {
        let came = format!("{}{}", answer.shape(), if is_open { "" } else { ", closed to the app" });
        match answer.status {
            404 if is_open => check.kept(came),
            _ if !is_open => check.differs(
                came,
                "Only a mistake in a page of yours asks for one; the app then says that the server can't be reached.",
            ),
            200..=299 => check
                .differs(came, "Only a mistake in a page of yours asks for one; the app then takes it for success."),
            _ => check.differs(
                came,
                "Only a mistake in a page of yours asks for one; the app then tells what this status says.",
            ),
        }
    })
}

/// How many calls are named, where many are alike.
const NAMED: usize = 4;

/// The calls whose answers are like that, each once.
fn list(exchanges: &[Exchange], is_such: impl Fn(&Answer) -> bool) -> Option<String> {
    let mut calls: Vec<String> = Vec::new();
    for Exchange { call, answer, .. } in exchanges.iter().filter(|exchange| is_such(&exchange.answer)) {
        let call = format!("{call} ({})", answer.status);
        if !calls.contains(&call) {
            calls.push(call);
        }
    }
    let more = calls.len().saturating_sub(NAMED);
    calls.truncate(NAMED);
    let named = calls.join(", ");
    (!calls.is_empty()).then(|| if more > 0 { format!("{named} and {more} more") } else { named })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{
        finding::Mark::{self, Differs, Fails, Kept},
        recording::{made, recorded},
    };

    const APP: &str = "http://localhost:8081";

    fn exchanges(server: &str, names: &[&str]) -> Vec<Exchange> {
        let of = |name: &&str| Exchange { call: (*name).to_owned(), answer: recorded(server, name), private: true };
        names.iter().map(of).collect()
    }

    fn marks(findings: &[Finding]) -> Vec<Mark> {
        findings.iter().map(|finding| finding.mark).collect()
    }

    #[test]
    fn the_real_servers_answers() {
        let names = ["protected board, no cookie", "sign in", "refresh"];
        let (spring, node) = (exchanges("spring", &names), exchanges("node", &names));
        assert_eq!(open(&spring, APP).mark, Kept);
        assert_eq!(open(&exchanges("spring", &["path that does not exist"]), APP).mark, Fails);
        assert_eq!(marks(&judge(&spring, false)), [Kept, Kept, Kept, Differs]);
        assert_eq!(marks(&judge(&node, false)), [Differs, Differs, Kept, Differs]);
        assert_eq!(judge(&node, false)[0].came, "not: refresh (404)");
        assert_eq!(judge(&node, true).len(), 2, "on one origin there is no CORS");
    }

    #[test]
    fn an_unknown_path_harms_nobody() {
        assert_eq!(unknown_path(&Ok(recorded("node", "path that does not exist")), true).mark, Kept);
        assert_eq!(unknown_path(&Ok(recorded("spring", "path that does not exist")), false).mark, Differs);
        assert_eq!(unknown_path(&Ok(made(200, &[], "<html>")), true).mark, Differs);
    }

    #[test]
    fn a_call_is_listed_once() {
        let mut twice = exchanges("node", &["refresh", "refresh"]);
        twice.extend(exchanges("spring", &["refresh"]));
        assert_eq!(list(&twice, |answer| answer.status == 404).as_deref(), Some("refresh (404)"));
        assert_eq!(list(&twice, |answer| answer.status == 502), None);
        let many = exchanges("node", &["public board", "sign up", "sign in", "user board", "sign out", "refresh"]);
        assert!(list(&many, |_| true).is_some_and(|named| named.ends_with("user board (200) and 2 more")));
    }
}

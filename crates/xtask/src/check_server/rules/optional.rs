//! Checks of the optional parts of the contract. They run only where a server offers the part.

use super::Rule;
use crate::check_server::{check::*, event_stream::Arrival, observations::*, report::Mark::*, response::{Outcome, Response}};
use serde_json::Value;
use std::time::{Duration, SystemTime};

/// How soon a stream must tell that its session was ended.
const AT_ONCE: Duration = Duration::from_secs(2);
const KNOWN: [&str; 3] = ["sessions", "password", "events"];

pub static OFFERS: Rule = Check("offers", |a| match offers(a) {
        None => "nothing".to_owned(),
        Some(Ok(words)) => words.join(", "),
        Some(Err(())) => "no list of words".to_owned(),
    },
    "the response to a sign-in offers known parts", |a| match offers(a) {
        Some(Ok(words)) => words.iter().all(|word| KNOWN.contains(&word.as_str())),
        _ => false,
    }, &[
    (|a| offers(a).is_some_and(|words| words.is_ok()), Differs, "The app passes over the words that it does not know."),
    (otherwise, Differs, "The app takes this for a server that offers nothing."),
]);

const fn needs_session(id: &'static str, expected: &'static str) -> Rule {
    Check(id, Response::status_and_message, expected, |a| a.status == 401 && !a.is_masked(), &[
        (Response::is_success, Fails, "This is a security fault: everybody can use it."),
        (otherwise, Differs, "Without a 401, the app does not notice here that a token has expired."),
    ])
}

const fn succeeds(id: &'static str, expected: &'static str) -> Rule {
    Check(id, Response::status_and_message, expected, |a| a.is_success() && !a.is_page(), &[
        (otherwise, Fails, "The server offers this part, but the app can only show its error."),
    ])
}

/// Returns the check that an ended session has no access any more.
const fn has_ended(id: &'static str, expected: &'static str) -> Rule {
    Check(id, Response::status_and_message, expected, |a| matches!(a.status, 401 | 403), &[
        (Response::is_success, Fails, "This is a security fault: the user was told that the session is over."),
        (otherwise, Differs, "This response says nothing about the session."),
    ])
}

const fn continues(id: &'static str, expected: &'static str) -> Rule {
    Check(id, Response::status_and_message, expected, Response::is_success, &[
        (otherwise, Fails, "The app asks the user, who did this, to sign in again."),
    ])
}

pub static SESSIONS_NO_COOKIE: Rule = needs_session("sessions-without-cookie", "the list of sessions needs a session");
pub static SESSIONS: Rule = Check("sessions", |a| match sessions(a) {
        Some(list) => format!("{} sessions", list.len()),
        None => a.status_and_message(),
    },
    "a list of sessions with id, current, began, lastUsed and client", |a| sessions(a).is_some(), &[
    (otherwise, Fails, "The server offers this part, but the app cannot read the list."),
]);
pub static SESSIONS_CURRENT: Rule = Check("sessions-current",
    |a| format!("{} are marked", sessions(a).unwrap_or_default().iter().filter(|session| session.current).count()),
    "exactly one session is the current one",
    |a| sessions(a).is_some_and(|list| list.iter().filter(|session| session.current).count() == 1), &[
    (otherwise, Differs, "The app marks the wrong sessions as this device, and offers to end this one like another one."),
]);
pub static SESSIONS_ORDER: Rule = Check("sessions-order", |a| match sessions(a) {
        Some(list) if list.is_sorted_by(newest_first) => "it is".to_owned(),
        _ => "it is not".to_owned(),
    },
    "the list is sorted, the last used session first",
    |a| sessions(a).is_some_and(|list| list.is_sorted_by(newest_first)), &[
    (otherwise, Differs, "The app shows the sessions in the order of the server."),
]);
pub static SESSIONS_END: Rule = succeeds("sessions-end", "a user can end one of the own sessions");
pub static SESSIONS_END_ACCESS: Rule = has_ended("sessions-end-access", "its access token is refused at once");
pub static SESSIONS_END_REFRESH: Rule = Check("sessions-end-refresh", Response::shape, "its refresh token is refused",
    |a| a.outcome() == Outcome::Ended, &[
    (|a| a.outcome() == Outcome::Renewed, Fails, "This is a security fault: the user was told that the session is over."),
    (otherwise, Differs, "This response says nothing about the session."),
]);
pub static SESSIONS_UNKNOWN: Rule = Check("sessions-unknown", Response::status_and_message,
    "ending a session that the user does not have is answered with 404", |a| a.status == 404, &[
    (Response::is_success, Differs, "The app takes it for ended, which it is."),
    (otherwise, Differs, "The app shows the message, and keeps the session in its list."),
]);
pub static SESSIONS_END_OTHERS: Rule = succeeds("sessions-end-others", "a user can end all other sessions");
pub static SESSIONS_END_OTHERS_ACCESS: Rule =
    has_ended("sessions-end-others-access", "another session's access token is refused at once");
pub static SESSIONS_END_OTHERS_KEEPS: Rule = continues("sessions-end-others-keeps", "the own session continues");

pub static PASSWORD_NO_COOKIE: Rule = needs_session("password-without-cookie", "changing a password needs a session");
pub static PASSWORD_WRONG: Rule = refused("password-wrong", "a wrong current password is refused with 400");
pub static PASSWORD_LIMITS: Rule = refused("password-limits", "a new password beyond the limits is refused with 400");
pub static PASSWORD: Rule = succeeds("password", "a user can change the own password");
pub static PASSWORD_OTHERS: Rule = has_ended("password-ends-others", "another session's access token is refused at once");
pub static PASSWORD_KEEPS: Rule = continues("password-keeps", "the own session continues");
pub static PASSWORD_OLD: Rule = Check("password-old", Response::status_and_message,
    "afterwards the old password is refused", |a| matches!(a.status, 400..=499), &[
    (Response::is_success, Fails, "This is a security fault: the old password is still valid."),
    (otherwise, Differs, "This response says nothing about the password."),
]);
pub static PASSWORD_NEW: Rule = Check("password-new", shape_or_message, "afterwards the new password is accepted",
    Response::is_success, &[(otherwise, Fails, "The user is locked out.")]);

const fn refused(id: &'static str, expected: &'static str) -> Rule {
    Check(id, Response::status_and_message, expected, |a| a.status == 400 && a.message().is_some(), &[
        (Response::is_success, Fails, "This is a security fault: the server accepts it."),
        (|a| a.status == 401, Differs, "The app refreshes, and sends the passwords once more."),
        (otherwise, Differs, "The app shows the message for this status."),
    ])
}

const ONLY_LATER: &str = "The app works, but it learns of an ended session only with its next request.";

pub static EVENTS_NO_COOKIE: Rule = needs_session("events-without-cookie", "the stream of events needs a session");
/// The check that a stream of events opens. Its subject is the status and the content type of the response, or `None`
/// if no response arrived in time.
pub static EVENTS: Check<Option<(u16, String)>> = Check("events", |it| match it {
        Some((status, kind)) => format!("{status}, {}", plain_or(kind, "no content type")),
        None => "no response in time".to_owned(),
    },
    "a stream of events opens", |it| matches!(it, Some((200, kind)) if kind.starts_with("text/event-stream")), &[
    (|it| it.is_none(), Differs, "A proxy may collect the response: switch this off for this path. The app works, but it \
        learns of an ended session only with its next request."),
    (otherwise, Differs, ONLY_LATER),
]);
pub static EVENTS_ENDED: Check<Arrival> = Check("events-ended", |it| match &it.event {
        Some(event) => format!("{} after {:.1} s", plain_or(event, "an event without a name"), it.after.as_secs_f64()),
        None => "no event".to_owned(),
    },
    "within 2 s it tells that its session was ended",
    |it| it.event.as_deref() == Some("ended") && it.after <= AT_ONCE, &[
    (otherwise, Differs, ONLY_LATER),
]);

fn plain_or(text: &str, none: &str) -> String {
    if text.is_empty() { none.to_owned() } else { crate::check_server::secret::plain(text) }
}

/// A session in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: String,
    pub current: bool,
    last_used: SystemTime,
}

fn newest_first(one: &Session, next: &Session) -> bool {
    one.last_used >= next.last_used
}

/// Returns the sessions in a list as the contract describes it; `None` for anything else.
pub fn sessions(response: &Response) -> Option<Vec<Session>> {
    let body = response.json().filter(|_| response.is_success())?;
    body.as_array()?.iter().map(session).collect()
}

fn session(value: &Value) -> Option<Session> {
    let text = |field: &str| value[field].as_str();
    let time = |field: &str| text(field).and_then(|time| humantime::parse_rfc3339(time).ok());
    text("client").and(time("began"))?;
    Some(Session { id: text("id")?.to_owned(), current: value["current"].as_bool()?, last_used: time("lastUsed")? })
}

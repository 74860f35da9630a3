//! The user's own sessions at the server, on this device and on others: reads their list, and ends them. Only some
//! servers offer this, see [`Offer::Sessions`](evergreen_session::Offer::Sessions).

use evergreen_session::json::Json;
use evergreen_session::{Error, Millis, Request, Transient};

use crate::components::time::moment;
use crate::endpoints;
use crate::session::Api;

/// One session of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// Identifies the session at the server.
    pub id: String,
    /// Whether this is the session of this browser.
    pub current: bool,
    /// When the session began, in milliseconds since 1970.
    pub began: Millis,
    /// When the session was last used, in milliseconds since 1970.
    pub last_used: Millis,
    /// The server's name for the browser that signed in, such as `Firefox on Linux`. May be empty.
    pub client: String,
}

/// The request for the list.
pub fn list_request() -> Request {
    Request::get(endpoints::SESSIONS)
}

/// Sends [`list_request`], and returns the sessions in the order of the server.
///
/// # Errors
/// The errors of [`Api::response`]. [`Transient::Garbled`] if the response is not such a list.
pub async fn list(api: &Api, request: Request) -> Result<Vec<OwnSession>, Error> {
    let body = api.response(request).await?.tree();
    body.and_then(|list| read(&list, moment)).ok_or(Error::Transient(Transient::Garbled))
}

/// Ends one session. If it is over already, this is a success, too.
///
/// # Errors
/// The errors of [`Api::response`]. [`Transient::Garbled`] if the response is a web page, for example of a proxy.
pub async fn end(api: &Api, id: &str) -> Result<(), Error> {
    match delete(api, Request::delete(endpoints::SESSIONS).segment(id)).await {
        Err(Error::Rejected { status: 404, .. }) => Ok(()),
        result => result,
    }
}

/// Ends all sessions of the user except that of this browser.
///
/// # Errors
/// The errors of [`end`].
pub async fn end_others(api: &Api) -> Result<(), Error> {
    delete(api, Request::delete(endpoints::SESSIONS)).await
}

async fn delete(api: &Api, request: Request) -> Result<(), Error> {
    match api.response(request).await?.is_web_page() {
        true => Err(Error::Transient(Transient::Garbled)),
        false => Ok(()),
    }
}

/// Reads a list of sessions. `time` reads a moment as milliseconds since 1970. `None` if a session lacks a field or has
/// a field of another type: a list with gaps could hide the session of a thief.
fn read(list: &Json, time: impl Fn(&str) -> Option<Millis>) -> Option<Vec<OwnSession>> {
    let Json::List(items) = list else { return None };
    let session = |item: &Json| {
        Some(OwnSession {
            id: item["id"].as_str()?.to_owned(),
            current: item["current"].as_bool()?,
            began: time(item["began"].as_str()?)?,
            last_used: time(item["lastUsed"].as_str()?)?,
            client: item["client"].as_str()?.trim().to_owned(),
        })
    };
    items.iter().map(session).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"{"id":"a/b","current":true,"began":"7","lastUsed":"9","client":" Firefox on Linux "}"#;

    fn list(text: &str) -> Option<Vec<OwnSession>> {
        read(&Json::parse(text).expect("JSON"), |text| text.parse().ok())
    }

    #[test]
    fn a_list_is_read_in_its_order() {
        let first = OwnSession {
            id: "a/b".to_owned(),
            current: true,
            began: 7,
            last_used: 9,
            client: "Firefox on Linux".to_owned(),
        };
        let second = OwnSession { id: "c".to_owned(), current: false, client: String::new(), ..first.clone() };
        let other = ONE.replace("a/b", "c").replace("true", "false").replace("Firefox on Linux", "");
        assert_eq!(list(&format!("[{ONE},{other}]")), Some(vec![first, second]));
        assert_eq!(list("[]"), Some(vec![]));
    }

    #[test]
    fn a_list_with_a_gap_is_not_read() {
        for field in ["id", "current", "began", "lastUsed", "client"] {
            assert_eq!(list(&format!("[{ONE},{}]", ONE.replace(field, "other"))), None, "{field}");
        }
        for text in ["null", "{}", "[7]", &format!("[{}]", ONE.replace("true", "1")), &ONE.replace("\"7\"", "\"x\"")] {
            assert_eq!(list(text), None, "{text}");
        }
    }
}

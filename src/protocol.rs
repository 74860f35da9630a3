//! The protocol of the server: how the server signs users in, how it refreshes a session, and how it ends a session.
//!
//! An app for another server changes this file, `endpoints.rs`, `form_limits.rs`, `role.rs` and `user.rs`.

use evergreen_session::json::Json;
use evergreen_session::{Endpoint, Endpoints, Ends, Offers, Protocol, Response};
use serde::Serialize;

use crate::endpoints;
use crate::user::User;

/// The protocol of the two servers of a well-known tutorial. One server is written with Spring Boot, the other with
/// Node and Express.
pub struct Tutorial;

/// The body of a sign-in request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Credentials {
    /// The username, without the spaces that a person may have typed before or after it.
    pub username: String,
    /// The password exactly as typed, including spaces at its start and end.
    pub password: String,
}

impl Protocol for Tutorial {
    type User = User;
    type Credentials = Credentials;

    const ENDPOINTS: Endpoints = Endpoints {
        sign_in: Endpoint::post(endpoints::SIGN_IN),
        refresh: Endpoint::post(endpoints::REFRESH),
        sign_out: Endpoint::post(endpoints::SIGN_OUT),
    };

    const EVENTS: Option<&'static str> = Some(endpoints::EVENTS);

    fn user_id(user: &User) -> String {
        user.id.clone()
    }

    fn granted(response: &Response) -> Option<User> {
        User::from_sign_in(&response.tree()?)
    }

    fn stored_user(json: &Json) -> Option<User> {
        User::from_storage(json)
    }

    fn expires_in(response: &Response) -> Option<u32> {
        seconds(response, "expiresIn")
    }

    fn renewed_user(response: &Response) -> Option<User> {
        User::from_sign_in(&response.tree()?)
    }

    fn ends(response: &Response) -> Ends {
        Ends { session: seconds(response, "sessionExpiresIn"), idle: seconds(response, "idleExpiresIn") }
    }

    fn offers(response: &Response) -> Option<Offers> {
        Offers::read(&response.tree()?["offers"])
    }

    /// Returns whether the response hides the real error. The tutorial's Spring Boot server sends such responses. If a
    /// request fails, Spring Boot forwards it to the path `/error`. For this path, the server requires a signed-in
    /// user, but it treats each forwarded request as a request without a user. So the response is a 401 whose body
    /// names the path `/error`, whatever the real error was.
    fn masked(response: &Response) -> bool {
        response.status == 401 && response.tree().is_some_and(|body| body["path"].as_str() == Some("/error"))
    }

    /// Returns the server's message for the user, or `None` if the response contains no message. Also returns `None`
    /// for a masked error, and for Spring Security's message about a missing token, because these two messages do not
    /// help a person.
    fn message(response: &Response) -> Option<String> {
        let message = if Self::masked(response) { None } else { response.message() };
        message.filter(|message| !message.starts_with("Full authentication is required"))
    }

    fn account(credentials: &Credentials) -> String {
        credentials.username.clone()
    }

    /// The comparison ignores the case of ASCII letters, because the servers ignore the case of usernames.
    fn has_account(user: &User, account: &str) -> bool {
        user.username.eq_ignore_ascii_case(account)
    }
}

/// Reads a whole number of seconds, greater than 0, from the body of a response.
fn seconds(response: &Response, field: &str) -> Option<u32> {
    let seconds = response.tree()?[field].as_u64()?;
    u32::try_from(seconds).ok().filter(|seconds| *seconds > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use evergreen_session::Offer;

    const MASKED: &str = r#"{"path":"/error","error":"Unauthorized","message":"Full authentication is required to access this resource","status":401}"#;

    fn response(status: u16, body: &str) -> Response {
        Response::new(status).with_body(body)
    }

    #[test]
    fn a_lifetime_is_a_whole_number_of_seconds() {
        let lifetime = |body| Tutorial::expires_in(&response(200, body));
        assert_eq!(lifetime(r#"{"expiresIn":1}"#), Some(1));
        for body in ["", "{}", r#"{"expiresIn":0}"#, r#"{"expiresIn":"60"}"#, r#"{"expiresIn":4294967296}"#] {
            assert_eq!(lifetime(body), None, "{body}");
        }
    }

    #[test]
    fn the_offered_parts_are_read_from_the_body() {
        let offers = |body| Tutorial::offers(&response(200, body));
        let sessions = offers(r#"{"offers":["sessions","later"]}"#).unwrap();
        assert!(sessions.contains(Offer::Sessions) && !sessions.contains(Offer::Password));
        for body in ["", "{}", r#"{"offers":"sessions"}"#] {
            assert_eq!(offers(body), None, "{body}");
        }
    }

    #[test]
    fn a_refresh_may_name_the_user() {
        let user = |body| Tutorial::renewed_user(&response(200, body)).map(|user| user.username);
        let named = user(r#"{"message":"ok","id":1,"username":"amy","email":"a@b.c","roles":[]}"#);
        assert_eq!(named.as_deref(), Some("amy"));
        for body in ["", "{}", r#"{"message":"Token is refreshed successfully!"}"#] {
            assert_eq!(user(body), None, "{body}");
        }
    }

    #[test]
    fn each_end_is_announced_alone_or_with_the_other() {
        let ends = |body| Tutorial::ends(&response(200, body));
        assert_eq!(ends(r#"{"sessionExpiresIn":9,"idleExpiresIn":8}"#), Ends { session: Some(9), idle: Some(8) });
        assert_eq!(ends(r#"{"sessionExpiresIn":9,"idleExpiresIn":"8"}"#), Ends { session: Some(9), idle: None });
        assert_eq!(ends("{}"), Ends::default());
    }

    #[test]
    fn a_masked_error_is_told_by_its_path_and_has_no_message() {
        let masked = response(401, MASKED);
        assert!(Tutorial::masked(&masked) && Tutorial::message(&masked).is_none());
        let expired = response(401, &MASKED.replace("/error", "/api/test/user"));
        assert!(!Tutorial::masked(&expired) && Tutorial::message(&expired).is_none());
        let taken = response(400, r#"{"message":"Error: Username is already taken!"}"#);
        assert_eq!(Tutorial::message(&taken).as_deref(), Some("Error: Username is already taken!"));
    }
}

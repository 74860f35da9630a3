//! Tests the contract in the server's own dialect: sign-in and sign-out with their cookies, and the boards. The other
//! parts of the contract are tested in `sign_up.rs`, `refresh.rs`, `session_ends.rs` and `cors.rs`.

use std::time::Duration;

use evergreen_backend::Config;
use serde_json::json;

use crate::client::{Response, start};

/// Checks that a response sets the two token cookies, with all their attributes. `max_age` is in seconds.
fn assert_token_cookies(response: &Response, max_age: i64) {
    let cookies = response.parsed_cookies();
    let names_and_paths: Vec<_> = cookies.iter().map(|cookie| (cookie.name(), cookie.path())).collect();
    let expected = [("evergreen-access", Some("/api")), ("evergreen-refresh", Some("/api/auth/refreshtoken"))];
    assert_eq!(names_and_paths, expected);
    for cookie in cookies {
        assert_eq!(cookie.max_age(), Some(cookie::time::Duration::seconds(max_age)), "{cookie}");
        assert_eq!(cookie.http_only(), Some(true), "{cookie}");
        assert_eq!(cookie.same_site(), Some(cookie::SameSite::Strict), "{cookie}");
        assert_eq!((cookie.secure(), cookie.domain(), cookie.expires()), (None, None, None), "{cookie}");
    }
}

#[tokio::test]
async fn a_sign_in_returns_the_user_and_sets_two_cookies() {
    let (_server, client) = start(Config::for_tests()).await;
    let response = client.sign_in("USER", "evergreen").await;
    assert_eq!(response.status, 200);
    let user = json!({"id": 1, "username": "user", "email": "user@example.org", "roles": ["ROLE_USER"],
        "offers": ["sessions", "password", "events"]});
    assert_eq!(response.json(), user);
    assert_token_cookies(&response, 14 * 24 * 60 * 60);
    assert!(response.parsed_cookies().iter().all(|cookie| !cookie.value().is_empty()));
    assert_eq!(response.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_get_the_same_response() {
    let (_server, client) = start(Config::for_tests()).await;
    let wrong = client.sign_in("user", "wrong-one").await;
    let unknown = client.sign_in("nobody", "evergreen").await;
    assert_eq!((wrong.status.as_u16(), &wrong.body), (401, &unknown.body));
    let body = json!({"status": 401, "error": "Unauthorized", "message": "Bad credentials",
        "path": "/api/auth/signin"});
    assert_eq!(wrong.json(), body);
    assert!(wrong.cookies().is_empty());
}

#[tokio::test]
async fn each_board_is_shown_to_users_with_its_role() {
    let (_server, client) = start(Config::for_tests()).await;
    let boards = [
        ("/api/test/all", "Public Content."),
        ("/api/test/user", "User Content."),
        ("/api/test/mod", "Moderator Board."),
        ("/api/test/admin", "Admin Board."),
    ];
    for (username, admitted) in [("", 1), ("user", 2), ("moderator", 3), ("admin", 4)] {
        if !username.is_empty() {
            assert_eq!(client.sign_in(username, "evergreen").await.status, 200);
        }
        for (index, (path, text)) in boards.into_iter().enumerate() {
            let response = client.get(path).await;
            if index < admitted {
                assert_eq!((response.status.as_u16(), response.body.as_str()), (200, text));
                assert!(response.header("content-type").starts_with("text/plain"));
            } else if username.is_empty() {
                let body = json!({"status": 401, "error": "Unauthorized", "path": path,
                    "message": "Full authentication is required to access this resource"});
                assert_eq!((response.status.as_u16(), response.json()), (401, body));
            } else {
                assert_eq!(response.status, 403);
                let body = response.json();
                assert_eq!(body["status"], 403);
                assert_eq!(body["error"], "Forbidden");
                assert_eq!(body["path"], path);
                assert!(body["timestamp"].is_string());
            }
        }
    }
}

#[tokio::test]
async fn an_access_token_expires_and_a_refresh_issues_a_new_one() {
    let (server, client) = start(Config::for_tests()).await;
    client.sign_in("user", "evergreen").await;
    server.advance(Duration::from_secs(890));
    assert_eq!(client.get("/api/test/user").await.status, 200);
    server.advance(Duration::from_secs(11));
    assert_eq!(client.get("/api/test/user").await.status, 401);
    assert_eq!(client.refresh().await.status, 200);
    assert_eq!(client.get("/api/test/user").await.status, 200);
}

#[tokio::test]
async fn a_sign_out_clears_both_cookies_with_their_attributes() {
    let (_server, client) = start(Config::for_tests()).await;
    client.sign_in("user", "evergreen").await;
    for _ in 0..2 {
        // The second sign-out gets the same response, although nobody is signed in.
        let response = client.sign_out().await;
        assert_eq!(response.status, 200);
        assert_eq!(response.body, r#"{"message":"You've been signed out!"}"#);
        assert_token_cookies(&response, 0);
        assert!(response.parsed_cookies().iter().all(|cookie| cookie.value().is_empty()));
    }
    assert_eq!(client.get("/api/test/user").await.status, 401);
}

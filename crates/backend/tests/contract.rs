//! Tests the contract in the server's own dialect: all routes, the cookies, CORS, and the limit on failed sign-ins.
//! Refresh tokens are tested in `refresh.rs`.

mod client;

use std::time::Duration;

use client::{APP, Client, Response, read, start};
use evergreen_backend::{Config, Database, Error, Server};
use serde_json::json;

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
async fn a_sign_up_needs_a_new_username_and_a_new_email_ignoring_case() {
    let (_server, client) = start(Config::for_tests()).await;
    let response = client.sign_up("amy", "amy@example.org", "secret12").await;
    assert_eq!(response.status, 200);
    assert_eq!(response.body, r#"{"message":"User registered successfully!"}"#);
    let response = client.sign_up("AMY", "other@example.org", "secret12").await;
    assert_eq!(response.status, 400);
    assert_eq!(response.body, r#"{"message":"Error: Username is already taken!"}"#);
    let response = client.sign_up("other", "Amy@Example.org", "secret12").await;
    assert_eq!(response.status, 400);
    assert_eq!(response.body, r#"{"message":"Error: Email is already in use!"}"#);
}

#[tokio::test]
async fn one_of_many_simultaneous_sign_ups_with_the_same_name_succeeds() {
    let (server, _) = start(Config::for_tests()).await;
    let clients: Vec<_> = (0..10)
        .map(|n| {
            let client = Client::new(&server);
            let email = format!("a{n}@example.org");
            tokio::spawn(async move { client.sign_up("amy", &email, "secret12").await.status })
        })
        .collect();
    let mut succeeded = 0;
    for client in clients {
        let status = client.await.expect("no panic").as_u16();
        assert!(status == 200 || status == 400, "{status}");
        succeeded += usize::from(status == 200);
    }
    assert_eq!(succeeded, 1);
}

#[tokio::test]
async fn a_sign_up_checks_the_limits_in_characters() {
    let (_server, client) = start(Config::for_tests()).await;
    let email = |n: usize| format!("{}@example.org", "a".repeat(n - 12));
    let valid = "b@example.org";
    for (username, email, password) in [
        ("ab", valid, "secret12".to_owned()),
        ("", valid, "secret12".to_owned()),
        (&"ä".repeat(21), valid, "secret12".to_owned()),
        ("a\u{0}c", valid, "secret12".to_owned()),
        (" abc", valid, "secret12".to_owned()),
        ("us\u{200b}er", valid, "secret12".to_owned()),
        ("us\u{202e}er", valid, "secret12".to_owned()),
        ("u\u{308}ser", valid, "secret12".to_owned()),
        ("us\u{435}r", valid, "secret12".to_owned()),
        ("abc", "A <a@example.org>", "secret12".to_owned()),
        ("abc", "<a@example.org>", "secret12".to_owned()),
        ("abc", "a\u{200b}@example.org", "secret12".to_owned()),
        ("abc", "nope", "secret12".to_owned()),
        ("abc", "", "secret12".to_owned()),
        ("abc", "a@", "secret12".to_owned()),
        ("abc", &email(51), "secret12".to_owned()),
        ("abc", valid, "12345".to_owned()),
        ("abc", valid, "ö".repeat(41)),
    ] {
        let response = client.sign_up(username, email, &password).await;
        assert_eq!(response.status, 400, "{username:?} {email:?} {password:?}");
        assert!(response.json()["message"].is_string());
    }
    for (username, email, password) in
        [("abc", valid.to_owned(), "123456".to_owned()), (&"ä".repeat(20), email(50), "ö".repeat(40))]
    {
        let response = client.sign_up(username, &email, &password).await;
        assert_eq!(response.status, 200, "{response:?}");
        assert_eq!(client.sign_in(username, &password).await.status, 200);
    }
}

#[tokio::test]
async fn requested_roles_are_granted_only_with_open_roles() {
    for (open_roles, roles) in [(false, json!(["ROLE_USER"])), (true, json!(["ROLE_MODERATOR", "ROLE_ADMIN"]))] {
        let (_server, client) = start(Config { open_roles, ..Config::for_tests() }).await;
        let boss = json!({"username": "boss", "email": "b@example.org", "password": "secret12",
            "role": ["mod", "admin"]});
        assert_eq!(client.post("/api/auth/signup", boss).await.status, 200);
        assert_eq!(client.sign_in("boss", "secret12").await.json()["roles"], roles);
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

#[tokio::test]
async fn all_responses_have_cors_headers_for_allowed_origins_only() {
    let (server, client) = start(Config::for_tests()).await;
    for (method, path) in [
        ("GET", "/api/test/all"),
        ("GET", "/api/test/user"),
        ("GET", "/nothing"),
        ("DELETE", "/api/auth/signin"),
        ("POST", "/api/auth/refreshtoken"),
    ] {
        let response = client.send(method, path, Some(json!({}))).await;
        assert_eq!(response.header("access-control-allow-origin"), APP, "{path}");
        assert_eq!(response.header("access-control-allow-credentials"), "true");
        assert_eq!(response.header("vary"), "Origin");
        let foreign = client.request("GET", path).header("Origin", "http://evil.example");
        let foreign = read(foreign).await.expect("a response");
        assert!(foreign.headers.get("access-control-allow-origin").is_none());
    }
    server.allow_origin("http://localhost:4711");
    let other = client.request("GET", "/api/test/all").header("Origin", "http://localhost:4711");
    let other = read(other).await.expect("a response");
    assert_eq!(other.header("access-control-allow-origin"), "http://localhost:4711");
}

#[tokio::test]
async fn https_is_enforced_if_a_page_of_another_host_uses_it() {
    let origins = |origin: &str| vec![APP.to_owned(), origin.to_owned()];
    for (origin, expected) in [
        ("https://app.example.org", "max-age=31536000"),
        ("http://app.example.org", ""),
        ("https://localhost:8443", ""),
    ] {
        let config = Config { origins: origins(origin), demo: false, ..Config::for_tests() };
        let (_server, client) = start(config).await;
        for path in ["/api/test/all", "/nothing"] {
            let response = client.get(path).await;
            assert_eq!(response.header("strict-transport-security"), expected, "{origin}");
            assert_eq!(response.header("cross-origin-resource-policy"), "same-origin");
        }
    }
}

#[tokio::test]
async fn a_preflight_is_valid_for_an_hour_and_for_allowed_origins_only() {
    let (server, client) = start(Config::for_tests()).await;
    let preflight = |origin: &str| {
        client
            .request("OPTIONS", "/api/auth/signin")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type")
    };
    let response = read(preflight(APP)).await.expect("a response");
    assert_eq!(response.status, 204);
    assert_eq!(response.header("access-control-allow-origin"), APP);
    assert_eq!(response.header("access-control-allow-credentials"), "true");
    assert_eq!(response.header("access-control-max-age"), "3600");
    assert!(response.header("access-control-allow-methods").contains("POST"));
    assert!(response.header("access-control-allow-headers").contains("Content-Type"));
    let foreign = read(preflight("http://localhost:8082")).await.expect("a response");
    assert!(foreign.headers.keys().all(|name| !name.as_str().starts_with("access-control-")));
    assert!(server.requests().is_empty(), "preflights are not recorded as requests");
    assert_eq!(server.preflights(), 2);
    server.clear_requests();
    assert_eq!(server.preflights(), 0);
}

#[tokio::test]
async fn ten_failed_sign_ins_per_minute_are_allowed() {
    let (server, client) = start(Config::for_tests()).await;
    for _ in 0..10 {
        assert_eq!(client.sign_in("user", "wrong-one").await.status, 401);
    }
    // Now even the correct password is refused. Otherwise an attacker could continue to guess.
    let response = client.sign_in("User", "evergreen").await;
    assert_eq!(response.status, 429);
    let wait: u64 = response.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait));
    assert_eq!(response.header("access-control-expose-headers"), "Retry-After");
    assert!(response.json()["message"].is_string());
    assert_eq!(client.sign_in("admin", "evergreen").await.status, 200, "other users are not limited");
    server.advance(Duration::from_secs(wait));
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    for _ in 0..20 {
        assert_eq!(client.sign_in("moderator", "evergreen").await.status, 200, "successful sign-ins do not count");
    }
}

#[tokio::test]
async fn ten_of_fifty_simultaneous_wrong_passwords_are_checked() {
    let (server, _) = start(Config::for_tests()).await;
    let guesses: Vec<_> = (0..50)
        .map(|n| {
            let client = Client::new(&server);
            tokio::spawn(async move { client.sign_in("user", &format!("guess-{n}")).await.status })
        })
        .collect();
    let mut checked = 0;
    for guess in guesses {
        checked += usize::from(guess.await.expect("no panic") == 401);
    }
    assert_eq!(checked, 10);
}

#[tokio::test]
async fn a_database_file_stores_users_and_sessions_and_is_private() {
    let directory = tempfile::tempdir().expect("a directory");
    let database = Database::File(directory.path().join("evergreen.db"));
    let config = Config { database, ..Config::for_tests() };
    let (server, client) = start(config.clone()).await;
    client.sign_in("user", "evergreen").await;
    server.stop().await;
    #[cfg(unix)]
    for file in ["evergreen.db", "evergreen.key"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(directory.path().join(file)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let (server, again) = start(config).await;
    again.take_cookies(&client);
    assert_eq!(again.get("/api/test/user").await.status, 200);
    assert_eq!(again.refresh().await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn without_loopback_cookies_are_secure() {
    let address = "0.0.0.0:0".parse().expect("an address");
    let config = Config { address, demo: false, ..Config::for_tests() };
    let server = Server::start(config).await.expect("it starts");
    let client = Client::new(&server);
    client.sign_up("amy", "amy@example.org", "secret12").await;
    let response = client.sign_in("amy", "secret12").await;
    assert_eq!(response.cookies().len(), 2);
    assert!(response.parsed_cookies().iter().all(|cookie| cookie.secure() == Some(true)));
}

#[tokio::test]
async fn a_server_with_an_invalid_configuration_does_not_start() {
    for origin in ["*", "null", "localhost:8081", "http://localhost:8081/app"] {
        let config = Config { origins: vec![origin.to_owned()], ..Config::for_tests() };
        assert!(matches!(Server::start(config).await.err(), Some(Error::Origin(_))), "{origin}");
    }
    let config = Config { access: Duration::ZERO, ..Config::for_tests() };
    assert!(matches!(Server::start(config).await.err(), Some(Error::Lifetime("access"))));
    let database = "postgres://localhost/evergreen".parse().expect("a URL");
    let config = Config { database, ..Config::for_tests() };
    assert!(matches!(Server::start(config).await.err(), Some(Error::KeyRequired)));
    let (server, _) = start(Config::for_tests()).await;
    let config = Config { address: server.address(), ..Config::for_tests() };
    assert!(matches!(Server::start(config).await.err(), Some(Error::Listen { .. })));
}

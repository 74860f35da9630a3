//! Every line of the contract's table, of its cookies and of its CORS, in the server's own dialect.
//! It must not know of refresh tokens more than that there are some.

mod client;

use std::time::Duration;

use client::{APP, Client, read, start};
use evergreen_backend::{Config, Database, Error, Server};
use serde_json::json;

#[tokio::test]
async fn sign_up_takes_a_name_and_an_address_once_whatever_their_case() {
    let (_server, client) = start(Config::for_tests()).await;
    let answer = client.sign_up("amy", "amy@example.org", "secret12").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, r#"{"message":"User registered successfully!"}"#);
    let answer = client.sign_up("AMY", "other@example.org", "secret12").await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body, r#"{"message":"Error: Username is already taken!"}"#);
    let answer = client.sign_up("other", "Amy@Example.org", "secret12").await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body, r#"{"message":"Error: Email is already in use!"}"#);
}

#[tokio::test]
async fn sign_up_of_one_name_by_many_at_once_succeeds_once() {
    let (server, _) = start(Config::for_tests()).await;
    let clients: Vec<_> = (0..10)
        .map(|n| {
            let client = Client::new(&server);
            let email = format!("a{n}@example.org");
            tokio::spawn(async move { client.sign_up("amy", &email, "secret12").await.status })
        })
        .collect();
    let mut made = 0;
    for client in clients {
        let status = client.await.expect("no panic").as_u16();
        assert!(status == 200 || status == 400, "{status}");
        made += usize::from(status == 200);
    }
    assert_eq!(made, 1);
}

#[tokio::test]
async fn the_limits_of_a_sign_up_are_kept_to_the_character() {
    let (_server, client) = start(Config::for_tests()).await;
    let email = |n: usize| format!("{}@example.org", "a".repeat(n - 12));
    let good = "b@example.org";
    for (username, email, password) in [
        ("ab", good, "secret12".to_owned()),
        ("", good, "secret12".to_owned()),
        (&"ä".repeat(21), good, "secret12".to_owned()),
        ("a\u{0}c", good, "secret12".to_owned()),
        (" abc", good, "secret12".to_owned()),
        ("abc", "nope", "secret12".to_owned()),
        ("abc", "", "secret12".to_owned()),
        ("abc", "a@", "secret12".to_owned()),
        ("abc", &email(51), "secret12".to_owned()),
        ("abc", good, "12345".to_owned()),
        ("abc", good, "ö".repeat(41)),
    ] {
        let answer = client.sign_up(username, email, &password).await;
        assert_eq!(answer.status, 400, "{username:?} {email:?} {password:?}");
        assert!(answer.json()["message"].is_string());
    }
    for (username, email, password) in
        [("abc", good.to_owned(), "123456".to_owned()), (&"ä".repeat(20), email(50), "ö".repeat(40))]
    {
        let answer = client.sign_up(username, &email, &password).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(client.sign_in(username, &password).await.status, 200);
    }
}

#[tokio::test]
async fn a_role_is_granted_only_where_roles_are_open() {
    for (open_roles, roles) in [(false, json!(["ROLE_USER"])), (true, json!(["ROLE_MODERATOR", "ROLE_ADMIN"]))] {
        let (_server, client) = start(Config { open_roles, ..Config::for_tests() }).await;
        let boss = json!({"username": "boss", "email": "b@example.org", "password": "secret12",
            "role": ["mod", "admin"]});
        assert_eq!(client.post("/api/auth/signup", boss).await.status, 200);
        assert_eq!(client.sign_in("boss", "secret12").await.json()["roles"], roles);
    }
}

#[tokio::test]
async fn sign_in_answers_the_user_and_sets_two_cookies() {
    let (_server, client) = start(Config::for_tests()).await;
    let answer = client.sign_in("USER", "evergreen").await;
    assert_eq!(answer.status, 200);
    let user = json!({"id": 1, "username": "user", "email": "user@example.org", "roles": ["ROLE_USER"]});
    assert_eq!(answer.json(), user);
    let age = 14 * 24 * 60 * 60;
    for (cookie, path) in answer.cookies().iter().zip(["/api", "/api/auth/refreshtoken"]) {
        let attributes = format!("; Path={path}; Max-Age={age}; HttpOnly; SameSite=Strict");
        assert!(cookie.ends_with(&attributes), "{cookie}");
    }
    assert_eq!(answer.cookies().len(), 2);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn wrong_credentials_are_one_answer_whoever_is_meant() {
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
async fn each_board_admits_its_roles() {
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
            let answer = client.get(path).await;
            if index < admitted {
                assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, text));
                assert!(answer.header("content-type").starts_with("text/plain"));
            } else if username.is_empty() {
                let body = json!({"status": 401, "error": "Unauthorized", "path": path,
                    "message": "Full authentication is required to access this resource"});
                assert_eq!((answer.status.as_u16(), answer.json()), (401, body));
            } else {
                assert_eq!(answer.status, 403);
                let body = answer.json();
                assert_eq!(body["status"], 403);
                assert_eq!(body["error"], "Forbidden");
                assert_eq!(body["path"], path);
                assert!(body["timestamp"].is_string());
            }
        }
    }
}

#[tokio::test]
async fn an_access_token_ends_with_its_lifetime_but_its_cookie_still_comes() {
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
async fn sign_out_clears_both_cookies_with_their_own_attributes() {
    let (_server, client) = start(Config::for_tests()).await;
    client.sign_in("user", "evergreen").await;
    for _ in 0..2 {
        // The second time nobody is signed in; it is answered all the same.
        let answer = client.sign_out().await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body, r#"{"message":"You've been signed out!"}"#);
        let end = "Max-Age=0; HttpOnly; SameSite=Strict";
        let cleared = [
            format!("evergreen-access=; Path=/api; {end}"),
            format!("evergreen-refresh=; Path=/api/auth/refreshtoken; {end}"),
        ];
        assert_eq!(answer.cookies(), cleared);
    }
    assert_eq!(client.get("/api/test/user").await.status, 401);
}

#[tokio::test]
async fn cors_names_the_allowed_origin_on_every_kind_of_answer_and_no_other() {
    let (server, client) = start(Config::for_tests()).await;
    for (method, path) in [
        ("GET", "/api/test/all"),
        ("GET", "/api/test/user"),
        ("GET", "/nothing"),
        ("DELETE", "/api/auth/signin"),
        ("POST", "/api/auth/refreshtoken"),
    ] {
        let answer = client.send(method, path, Some(json!({}))).await;
        assert_eq!(answer.header("access-control-allow-origin"), APP, "{path}");
        assert_eq!(answer.header("access-control-allow-credentials"), "true");
        assert_eq!(answer.header("vary"), "Origin");
        let foreign = client.request("GET", path).header("Origin", "http://evil.example");
        let foreign = read(foreign).await.expect("an answer");
        assert!(foreign.headers.get("access-control-allow-origin").is_none());
    }
    server.allow_origin("http://localhost:4711");
    let other = client.request("GET", "/api/test/all").header("Origin", "http://localhost:4711");
    let other = read(other).await.expect("an answer");
    assert_eq!(other.header("access-control-allow-origin"), "http://localhost:4711");
}

#[tokio::test]
async fn a_preflight_is_answered_for_an_hour_to_allowed_origins_only() {
    let (server, client) = start(Config::for_tests()).await;
    let ask = |origin: &str| {
        client
            .request("OPTIONS", "/api/auth/signin")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type")
    };
    let answer = read(ask(APP)).await.expect("an answer");
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), APP);
    assert_eq!(answer.header("access-control-allow-credentials"), "true");
    assert_eq!(answer.header("access-control-max-age"), "3600");
    assert!(answer.header("access-control-allow-methods").contains("POST"));
    assert!(answer.header("access-control-allow-headers").contains("Content-Type"));
    let foreign = read(ask("http://localhost:8082")).await.expect("an answer");
    assert!(foreign.headers.keys().all(|name| !name.as_str().starts_with("access-control-")));
    assert!(server.seen().is_empty(), "preflights are no requests");
    assert_eq!(server.preflights(), 2);
    server.clear_seen();
    assert_eq!(server.preflights(), 0);
}

#[tokio::test]
async fn ten_failed_sign_ins_a_minute_and_no_more() {
    let (server, client) = start(Config::for_tests()).await;
    for _ in 0..10 {
        assert_eq!(client.sign_in("user", "wrong-one").await.status, 401);
    }
    // The right password does not help either, or guessing could go on.
    let answer = client.sign_in("User", "evergreen").await;
    assert_eq!(answer.status, 429);
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait));
    assert_eq!(answer.header("access-control-expose-headers"), "Retry-After");
    assert!(answer.json()["message"].is_string());
    assert_eq!(client.sign_in("admin", "evergreen").await.status, 200, "others may");
    server.advance(Duration::from_secs(wait));
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    for _ in 0..20 {
        assert_eq!(client.sign_in("moderator", "evergreen").await.status, 200, "successes are free");
    }
}

#[tokio::test]
async fn fifty_guesses_at_once_are_no_more_than_ten() {
    let (server, _) = start(Config::for_tests()).await;
    let guesses: Vec<_> = (0..50)
        .map(|n| {
            let client = Client::new(&server);
            tokio::spawn(async move { client.sign_in("user", &format!("guess-{n}")).await.status })
        })
        .collect();
    let mut tried = 0;
    for guess in guesses {
        tried += usize::from(guess.await.expect("no panic") == 401);
    }
    assert_eq!(tried, 10);
}

#[tokio::test]
async fn a_file_keeps_accounts_and_sessions_and_only_its_owner_reads_it() {
    let folder = std::env::temp_dir().join(format!("evergreen-file-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let database = Database::File(folder.join("evergreen.db"));
    let config = Config { database, ..Config::for_tests() };
    let (server, client) = start(config.clone()).await;
    client.sign_in("user", "evergreen").await;
    server.stop().await;
    #[cfg(unix)]
    for file in ["evergreen.db", "evergreen.key"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.join(file)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let (server, again) = start(config).await;
    again.take_cookies(&client);
    assert_eq!(again.get("/api/test/user").await.status, 200);
    assert_eq!(again.refresh().await.status, 200);
    server.stop().await;
    let _ = std::fs::remove_dir_all(folder);
}

#[tokio::test]
async fn off_loopback_cookies_are_secure_and_demo_accounts_refused() {
    let address = "0.0.0.0:0".parse().expect("an address");
    let config = Config { address, ..Config::for_tests() };
    let refused = Server::start(config.clone()).await.err();
    assert!(matches!(refused, Some(Error::DemoOffLoopback(_))));
    let server = Server::start(Config { demo: false, ..config }).await.expect("it starts");
    let client = Client::new(&server);
    client.sign_up("amy", "amy@example.org", "secret12").await;
    let answer = client.sign_in("amy", "secret12").await;
    assert_eq!(answer.cookies().len(), 2);
    assert!(answer.cookies().iter().all(|cookie| cookie.ends_with("; Secure")));
}

#[tokio::test]
async fn what_contradicts_itself_does_not_start() {
    for origin in ["*", "null", "localhost:8081", "http://localhost:8081/app"] {
        let config = Config { origins: vec![origin.to_owned()], ..Config::for_tests() };
        assert!(matches!(Server::start(config).await.err(), Some(Error::Origin(_))), "{origin}");
    }
    let config = Config { access: Duration::ZERO, ..Config::for_tests() };
    assert!(matches!(Server::start(config).await.err(), Some(Error::Lifetime("access"))));
    let (server, _) = start(Config::for_tests()).await;
    let config = Config { address: server.address(), ..Config::for_tests() };
    assert!(matches!(Server::start(config).await.err(), Some(Error::Listen { .. })));
}

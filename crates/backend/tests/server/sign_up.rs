//! Tests sign-ups: which names and addresses are taken, the limits of the contract, and the requested roles. Names that
//! look alike are tested in `look_alike_names.rs`.

use evergreen_backend::Config;
use serde_json::json;

use crate::client::{Client, start};

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

//! Tests the limits on failed sign-ins and on sign-ups, also for the clients of a reverse proxy. The unit tests in
//! `src/limit/` test further cases of these limits.

use std::time::Duration;

use evergreen_backend::{Config, Error, Server};
use serde_json::json;

use crate::client::{APP, Client, Response, on_tested_database, read, start};

/// Returns the settings of a server behind a trusted proxy on the same machine.
fn behind_proxy() -> Config {
    let trusted_proxies = vec!["127.0.0.1".to_owned(), "10.0.0.0/8".to_owned()];
    Config { trusted_proxies, failure_limit: 100, sign_up_limit: 5, ..Config::for_tests() }
}

/// Sends a request with `forwarded_for` as the header `X-Forwarded-For`. In this header, a proxy names the address of
/// its client.
async fn post(client: &Client, forwarded_for: &str, path: &str, body: serde_json::Value) -> Response {
    let request = client.request("POST", path).header("Origin", APP).header("X-Forwarded-For", forwarded_for);
    read(request.json(&body)).await.expect("a response")
}

async fn sign_in(client: &Client, forwarded_for: &str, username: &str, password: &str) -> u16 {
    let body = json!({"username": username, "password": password});
    post(client, forwarded_for, "/api/auth/signin", body).await.status.as_u16()
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
async fn each_client_of_a_trusted_proxy_has_its_own_limit() {
    let (server, client) = start(behind_proxy()).await;
    // The attacker sends the header `X-Forwarded-For` with an invented address, here 198.51.100.n. The proxy appends
    // the real address of the attacker, 203.0.113.7. The server counts the failures of the real address. So the
    // attacker cannot avoid the limit with other invented addresses.
    for n in 0..10 {
        assert_eq!(sign_in(&client, &format!("198.51.100.{n}, 203.0.113.7"), "user", "wrong-one").await, 401);
    }
    assert_eq!(sign_in(&client, "198.51.100.99, 203.0.113.7", "user", "evergreen").await, 429);
    assert_eq!(sign_in(&client, "198.51.100.99, 203.0.113.7, 10.1.1.1", "user", "evergreen").await, 429);
    assert_eq!(sign_in(&client, "203.0.113.8", "user", "evergreen").await, 200, "another client");
    server.advance(Duration::from_secs(60));
    assert_eq!(sign_in(&client, "203.0.113.7", "user", "evergreen").await, 200);
}

#[tokio::test]
async fn the_header_of_an_unknown_proxy_is_ignored() {
    let (_server, client) = start(Config { trusted_proxies: Vec::new(), ..behind_proxy() }).await;
    for n in 0..10 {
        assert_eq!(sign_in(&client, &format!("203.0.113.{n}"), "user", "wrong-one").await, 401);
    }
    assert_eq!(sign_in(&client, "203.0.113.99", "user", "evergreen").await, 429);
}

#[tokio::test]
async fn a_client_cannot_try_one_password_with_many_accounts() {
    let (server, client) = start(behind_proxy()).await;
    let (attacker, other) = ("203.0.113.7", "203.0.113.8");
    assert_eq!(sign_in(&client, attacker, "moderator", "evergreen").await, 200);
    for n in 0..100 {
        assert_eq!(sign_in(&client, attacker, &format!("user{n}"), "evergreen").await, 401);
    }
    let body = json!({"username": "user", "password": "evergreen"});
    let refused = post(&client, attacker, "/api/auth/signin", body).await;
    assert_eq!(refused.status, 429);
    let wait: u64 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=36).contains(&wait), "{wait}");
    assert_eq!(sign_in(&client, attacker, "moderator", "evergreen").await, 200, "the account where it has signed in");
    assert_eq!(sign_in(&client, other, "user", "evergreen").await, 200);
    server.advance(Duration::from_secs(wait));
    assert_eq!(sign_in(&client, attacker, "user", "evergreen").await, 200);
}

#[tokio::test]
async fn an_attack_from_many_addresses_is_slowed_down_and_locks_nobody_out() {
    let (_server, client) = start(behind_proxy()).await;
    let home = "203.0.113.1";
    assert_eq!(sign_in(&client, home, "user", "evergreen").await, 200);
    for n in 0..60 {
        assert_eq!(sign_in(&client, &format!("198.51.100.{n}"), "user", "wrong-one").await, 401);
    }
    let statuses: Vec<_> = [sign_in(&client, "192.0.2.1", "user", "wrong-one").await].into();
    assert_eq!(statuses, [401], "each client may still try");
    for expected in [401, 401, 429, 429] {
        assert_eq!(sign_in(&client, "192.0.2.1", "user", "wrong-one").await, expected);
    }
    assert_eq!(sign_in(&client, "192.0.2.2", "user", "evergreen").await, 200, "the user at a new place");
    for _ in 0..9 {
        assert_eq!(sign_in(&client, home, "user", "wrong-one").await, 401, "the user at a known place");
    }
    assert_eq!(sign_in(&client, home, "user", "evergreen").await, 200);
    assert_eq!(sign_in(&client, "192.0.2.1", "admin", "evergreen").await, 200, "another account");
}

#[tokio::test]
async fn sign_ups_of_one_client_are_limited() {
    let (server, client) = start(behind_proxy()).await;
    let sign_up = async |from: &str, n: usize| {
        let body =
            json!({"username": format!("user{n}"), "email": format!("a{n}@example.org"), "password": "secret12"});
        post(&client, from, "/api/auth/signup", body).await
    };
    for n in [0, 1, 2] {
        assert_eq!(sign_up("203.0.113.7", n).await.status, 200);
        // The name `user0` is taken now, so the server refuses this sign-up with 400. The sign-up counts nevertheless,
        // because the response tells the client that the name is taken. The limit is five sign-ups, so the sixth one
        // gets 429.
        assert_eq!(sign_up("203.0.113.7", 0).await.status, if n < 2 { 400 } else { 429 });
    }
    let refused = sign_up("203.0.113.7", 9).await;
    assert_eq!(refused.status, 429);
    let wait: u64 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=720).contains(&wait), "{wait}");
    assert_eq!(sign_up("203.0.113.8", 9).await.status, 200, "another client");
    server.advance(Duration::from_secs(wait));
    assert_eq!(sign_up("203.0.113.7", 10).await.status, 200);
}

/// Somebody sets the clock of the system to the next day. If the limits used this clock, they would end, and an
/// attacker who can change the time that a server gets over the network could guess without limit.
#[tokio::test]
async fn a_change_of_the_date_does_not_end_a_limit() {
    let (server, client) = start(Config { sign_up_limit: 1, failure_limit: 5, ..behind_proxy() }).await;
    let day = Duration::from_secs(86_400);
    for (from, account) in [("203.0.113.7", "user"), ("203.0.113.8", "admin")] {
        for _ in 0..5 {
            assert_eq!(sign_in(&client, from, account, "wrong-one").await, 401);
        }
        assert_eq!(sign_in(&client, from, account, "wrong-one").await, 429);
        server.set_date_forward(day);
        assert_eq!(sign_in(&client, from, account, "wrong-one").await, 429);
    }
    let sign_up = async |name: &str| {
        let body = json!({"username": name, "email": format!("{name}@example.org"), "password": "secret12"});
        post(&client, "203.0.113.9", "/api/auth/signup", body).await.status.as_u16()
    };
    assert_eq!((sign_up("amy").await, sign_up("bob").await), (200, 429));
    server.set_date_forward(day);
    assert_eq!(sign_up("bob").await, 429);
    let user = Client::new(&server);
    assert_eq!(user.sign_in("moderator", "evergreen").await.status, 200);
    for _ in 0..10 {
        assert_eq!(change_password(&user).await, 400);
    }
    assert_eq!(change_password(&user).await, 429);
    server.set_date_forward(Duration::from_secs(600));
    assert_eq!(change_password(&user).await, 429);
}

/// Tries to change the password, with a wrong current one.
async fn change_password(client: &Client) -> u16 {
    let body = json!({"current": "wrong-one", "new": "another-one"});
    client.post("/api/auth/password", body).await.status.as_u16()
}

#[tokio::test]
async fn a_text_that_is_not_a_network_is_refused() {
    let trusted_proxies = vec!["proxy.example.org".to_owned()];
    let config = on_tested_database(Config { trusted_proxies, ..Config::for_tests() });
    assert!(matches!(Server::start(config).await.err(), Some(Error::TrustedProxy(_))));
}

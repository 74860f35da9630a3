//! Tests that nobody gets a name that looks like the name of another user.

use evergreen_backend::{Config, Like};

use crate::client::{Client, start};

const TAKEN: &str = r#"{"message":"Error: Username is already taken!"}"#;

#[tokio::test]
async fn a_name_that_looks_like_that_of_another_user_is_taken() {
    let (_server, client) = start(Config::for_tests()).await;
    for (first, others) in [("Paypal", ["paypa1", "PAYPAI"]), ("modern", ["rnodern", "m0dern"])] {
        assert_eq!(client.sign_up(first, &format!("{first}@example.org"), "secret12").await.status, 200);
        for other in others {
            let response = client.sign_up(other, &format!("{other}@example.org"), "secret12").await;
            assert_eq!((response.status.as_u16(), response.body.as_str()), (400, TAKEN), "{other}");
        }
    }
    let response = client.sign_up("adm1n", "1@example.org", "secret12").await;
    assert_eq!(response.status, 200, "the digit looks like l, not like i: {response:?}");
    assert_eq!(client.sign_up("i\u{307}da", "2@example.org", "secret12").await.status, 400);
}

/// Two spaces in a row look like one. Several single spaces are allowed.
#[tokio::test]
async fn spaces_cannot_make_two_names_that_look_alike() {
    let (_server, client) = start(Config::for_tests()).await;
    assert_eq!(client.sign_up("amy b lee", "1@example.org", "secret12").await.status, 200);
    for name in ["amy  b lee", "amy b  lee", "amy   b lee", " amy b lee", "amy b lee "] {
        let response = client.sign_up(name, "2@example.org", "secret12").await;
        assert_eq!(response.status, 400, "{name:?}");
        let message = response.json()["message"].to_string();
        assert!(message.contains("two spaces in a row, or spaces at its ends"), "{name:?}: {message}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_simultaneous_sign_ups_with_such_names_one_succeeds() {
    let (server, _client) = start(Config::for_tests()).await;
    for round in 0..10 {
        let sign_up = |letter: char| {
            let client = Client::new(&server);
            let (name, email) = (format!("pa{letter}{round}"), format!("{round}{letter}@example.org"));
            tokio::spawn(async move { client.sign_up(&name, &email, "secret12").await.status.as_u16() })
        };
        let mut statuses = Vec::new();
        for status in ['l', 'I', '1', '|'].map(sign_up) {
            statuses.push(status.await.expect("no panic"));
        }
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 400, 400, 400], "round {round}");
    }
}

/// The real Spring and Node servers do not check whether a name looks like the name of another user. So the imitated
/// servers accept such a name.
#[tokio::test]
async fn imitated_servers_accept_names_that_look_alike() {
    for like in [Like::Spring, Like::Node] {
        let (_server, client) = start(Config { like, demo: false, ..Config::for_tests() }).await;
        for name in ["paypal", "paypa1"] {
            let response = client.sign_up(name, &format!("{name}@example.org"), "secret12").await;
            assert_eq!(response.status, 200, "{like:?} {response:?}");
        }
    }
}

//! Tests that a sign-in replaces the stored hash of the password if the server's cost of Argon2 has changed. The new
//! hash has the present cost.

use evergreen_backend::{Argon2Cost, Config, Database, Like, Server};

use crate::client::{Client, on_shared_database, sql, start};

const CHEAP: Argon2Cost = Argon2Cost { memory: 8, passes: 1, lanes: 1 };

async fn hash(database: &Database) -> String {
    sql::text(database, "SELECT password_hash FROM users WHERE username = 'user'").await
}

#[tokio::test]
async fn a_sign_in_replaces_a_hash_with_another_cost() {
    let directory = tempfile::tempdir().expect("a directory");
    for like in [Like::Own, Like::Spring, Like::Node] {
        let stored =
            on_shared_database(Config { like, ..Config::for_tests() }, &directory.path().join(format!("{like:?}")));
        let config = |argon2| Config { argon2, ..stored.clone() };
        start(config(CHEAP)).await.0.stop().await;
        let old = hash(&stored.database).await;
        assert!(old.contains("$m=8,t=1,p=1$"), "{old}");

        for cost in [
            Argon2Cost { memory: 16, ..CHEAP },
            Argon2Cost { memory: 16, passes: 2, ..CHEAP },
            Argon2Cost { memory: 16, passes: 2, lanes: 2 },
        ] {
            let before = hash(&stored.database).await;
            let (server, client) = start(config(cost)).await;
            let wrong = client.sign_in("user", "wrong-one").await;
            assert_eq!((wrong.status.as_u16(), hash(&stored.database).await), (401, before.clone()), "{like:?}");
            sign_in(&server, like).await;
            let after = hash(&stored.database).await;
            let Argon2Cost { memory, passes, lanes } = cost;
            assert!(after.contains(&format!("$m={memory},t={passes},p={lanes}$")), "{like:?}: {after}");

            let runs = server.argon2_runs();
            sign_in(&server, like).await;
            assert_eq!((server.argon2_runs() - runs, hash(&stored.database).await), (1, after), "{like:?}: once only");
            server.stop().await;
        }
    }
}

async fn sign_in(server: &Server, like: Like) {
    let client = Client::new(server);
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    // The Spring Boot server allows each user only one session. So this session must end before the next sign-in.
    client.sign_out().await;
    assert!(like != Like::Own || client.get("/api/test/user").await.status == 401);
}

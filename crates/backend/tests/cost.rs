//! What a sign-in costs the server, counted in Argon2 runs: an answer's time must not tell who has an account.
//! It must not know what a run takes.

mod client;

use client::start;
use evergreen_backend::{Config, Like};

#[tokio::test]
async fn an_unknown_user_costs_as_many_argon2_runs_as_a_known_one() {
    // The Node/Express server says outright that there is no such user, so there is nothing to hide.
    for like in [Like::Own, Like::Spring] {
        let (server, client) = start(Config { like, ..Config::for_tests() }).await;
        let mut costs = Vec::new();
        for (name, password) in [("nobody", "wrong-one"), ("user", "wrong-one"), ("nobody", ""), ("user", "")] {
            let before = server.argon2_runs();
            assert_eq!(client.sign_in(name, password).await.status, 401);
            costs.push(server.argon2_runs() - before);
        }
        assert_eq!(costs, [1; 4], "{like:?}");
        let before = server.argon2_runs();
        assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
        assert_eq!(server.argon2_runs() - before, 1, "{like:?}: nor does success cost more");
    }
}

/// Whom the limit stops costs nothing, and it stops names without an account as well.
#[tokio::test]
async fn the_limit_on_failed_sign_ins_knows_no_accounts_either() {
    let (server, client) = start(Config::for_tests()).await;
    let mut costs = Vec::new();
    for name in ["nobody", "user"] {
        let before = server.argon2_runs();
        let mut statuses = Vec::new();
        for _ in 0..12 {
            statuses.push(client.sign_in(name, "wrong-one").await.status.as_u16());
        }
        assert_eq!(statuses, [[401; 10].as_slice(), &[429; 2]].concat(), "{name}");
        costs.push(server.argon2_runs() - before);
    }
    assert_eq!(costs, [10, 10]);
}

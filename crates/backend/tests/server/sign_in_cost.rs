//! Tests the number of Argon2 runs of a sign-in. This number must not depend on whether the user exists, because
//! otherwise the response time would reveal which users exist.

use evergreen_backend::{Config, Like};

use crate::client::start;

#[tokio::test]
async fn a_sign_in_of_an_unknown_user_runs_argon2_as_often_as_one_of_a_known_user() {
    // `Like::Node` is not tested. Its response to a sign-in already reveals whether the user exists, so the response
    // time reveals nothing more.
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
        assert_eq!(server.argon2_runs() - before, 1, "{like:?}: successful sign-in");
    }
}

/// Checks that a sign-in over the limit does not run Argon2, whether the user exists or not.
#[tokio::test]
async fn the_limit_on_failed_sign_ins_is_the_same_for_unknown_users() {
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

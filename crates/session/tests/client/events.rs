//! Tests of the server's stream of events (rule 17 of `src/client/rules.md`) in one tab, over real HTTP.

use std::path::PathBuf;
use std::time::Duration;

use evergreen_backend::{Config, Database, Fault, Offer, Operator, Role, Times};
use evergreen_session::environment::Environment;
use evergreen_session::{Event, Reason, Request, Stamp, State};

use super::native::{Native, another_browser, refreshes, sign_in, sign_outs, signed_in, until};

const EVENTS: &str = "GET /api/auth/events";

/// Waits until this tab has opened the stream.
async fn sees_stream(native: &Native) {
    until("the stream", || native.traced().iter().any(|step| step.contains("Stream(Open)"))).await;
}

/// Ends all other sessions of the user.
fn end_others() -> Request {
    Request::delete("/auth/sessions")
}

#[test]
fn the_end_of_the_session_in_another_browser_ends_it_here() {
    signed_in(Config::for_tests(), async |client, native, server| {
        native.show(&client, true);
        let other = another_browser(&server).await;
        sees_stream(&native).await;
        server.clear_requests();
        other.response(end_others()).await.unwrap();
        until("the end", || client.record().reason() == Some(Reason::Expired)).await;
        until("the confirmation", || native.stored().state == State::SignedOut(Some(Reason::Expired))).await;
        assert_eq!((refreshes(&server), sign_outs(&server), server.count("GET", "/api/auth/events")), (1, 1, 0));
        // The next session has a stream, too.
        sign_in(&client, "evergreen").await.unwrap();
        until("the next stream", || server.count("GET", "/api/auth/events") == 1).await;
    });
}

#[test]
fn an_event_of_another_session_is_ignored() {
    signed_in(Config::for_tests(), async |client, native, server| {
        native.show(&client, true);
        let other = another_browser(&server).await;
        sees_stream(&native).await;
        // The tab has not heard of this change yet, so it still reads the stream.
        native.alter(|signed_in| signed_in.session = Stamp::new("another session"));
        other.response(end_others()).await.unwrap();
        until("the event", || native.traced().iter().any(|step| step.contains("Heard(Ended)"))).await;
        assert!(client.record().signed_in().is_some());
    });
}

#[test]
fn a_session_that_another_tab_has_begun_gets_a_stream_of_its_own() {
    signed_in(Config::for_tests(), async |client, native, server| {
        native.show(&client, true);
        sees_stream(&native).await;
        // The server still has the last session, so it does not close the stream of this session.
        native.alter(|signed_in| signed_in.session = Stamp::new("another session"));
        native.publish(Event::SignedIn);
        until("the next stream", || server.count("GET", "/api/auth/events") == 2).await;
        assert!(native.traced().iter().any(|step| step.contains("Stream(Closed)")));
    });
}

#[test]
fn a_hidden_page_has_no_stream_and_a_shown_one_learns_what_it_has_missed() {
    signed_in(Config::for_tests(), async |client, native, server| {
        native.show(&client, true);
        sees_stream(&native).await;
        native.show(&client, false);
        until("the end of the stream", || native.traced().iter().any(|step| step.contains("Stream(Closed)"))).await;
        another_browser(&server).await.response(end_others()).await.unwrap();
        server.clear_requests();
        tokio::task::yield_now().await;
        assert!(client.record().signed_in().is_some());
        native.show(&client, true);
        until("the end", || client.record().reason() == Some(Reason::Expired)).await;
        assert_eq!((refreshes(&server), server.count("GET", "/api/auth/events")), (1, 1));
    });
}

/// Returns the configuration of a server whose database is in a file of its own.
fn with_database(name: &str) -> Config {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    // An earlier run may have left its database here.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    Config { database: Database::File(folder.join("evergreen.db")), ..Config::for_tests() }
}

/// Gives the user a second role, as an operator of the server does.
async fn add_role(config: &Config) {
    let operator = Operator::open(&config.database, config.argon2, Duration::from_secs(10)).await.unwrap();
    operator.set_roles("user", &[Role::User, Role::Admin]).await.unwrap();
}

/// Waits until the record has the second role.
async fn sees_role(native: &Native) {
    until("the new role", || native.stored().user().map(|user| user.roles.len()) == Some(2)).await;
}

#[test]
fn a_changed_user_is_in_the_record_after_one_refresh() {
    let config = with_database("changed-user");
    signed_in(config.clone(), async |client, native, server| {
        native.show(&client, true);
        sees_stream(&native).await;
        server.fault("POST /api/auth/refreshtoken", Fault::Status(503), Times::Next(1));
        native.speed_up(20);
        add_role(&config).await;
        sees_role(&native).await;
        assert_eq!(refreshes(&server), 2, "the first refresh failed");
    });
}

#[test]
fn a_page_that_was_hidden_before_the_refresh_gets_the_changed_user_when_it_is_shown_again() {
    let config = with_database("changed-user-of-a-hidden-page");
    signed_in(config.clone(), async |client, native, server| {
        native.show(&client, true);
        sees_stream(&native).await;
        server.fault("POST /api/auth/refreshtoken", Fault::Status(503), Times::Next(1));
        add_role(&config).await;
        until("the failed refresh", || refreshes(&server) == 1).await;
        native.show(&client, false);
        until("the end of the stream", || native.traced().iter().any(|step| step.contains("Stream(Closed)"))).await;
        native.show(&client, true);
        sees_role(&native).await;
    });
}

#[test]
fn a_changed_user_is_asked_for_after_the_clock_was_set_back() {
    let config = with_database("changed-user-after-a-clock-change");
    signed_in(config.clone(), async |client, native, _server| {
        native.alter(|signed_in| signed_in.renewed_at += 3_600_000);
        native.show(&client, true);
        sees_stream(&native).await;
        add_role(&config).await;
        sees_role(&native).await;
    });
}

#[test]
fn an_expired_token_is_refreshed_once_before_the_stream() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.expire_access_tokens();
        native.show(&client, true);
        sees_stream(&native).await;
        assert_eq!((refreshes(&server), server.count("GET", "/api/auth/events")), (1, 2));
    });
    signed_in(Config { announce_expiry: true, ..Config::for_tests() }, async |client, native, server| {
        native.age_record_by_a_day();
        native.show(&client, true);
        sees_stream(&native).await;
        assert_eq!((refreshes(&server), server.count("GET", "/api/auth/events")), (1, 1));
    });
}

#[test]
fn a_server_that_always_refuses_is_asked_three_times() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.fault(EVENTS, Fault::Status(401), Times::Always);
        native.show(&client, true);
        until("the third request", || server.count("GET", "/api/auth/events") == 3).await;
        client.renew().await.unwrap();
        client.text(Request::get("/test/user")).await.unwrap();
        assert_eq!((refreshes(&server), server.count("GET", "/api/auth/events")), (3, 3));
        assert!(client.record().signed_in().is_some());
    });
}

#[test]
fn a_server_without_a_stream_is_asked_once_for_each_session_or_never() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.fault(EVENTS, Fault::Status(404), Times::Always);
        native.show(&client, true);
        until("the request", || server.count("GET", "/api/auth/events") == 1).await;
        client.renew().await.unwrap();
        client.text(Request::get("/test/user")).await.unwrap();
        assert_eq!(server.count("GET", "/api/auth/events"), 1);
        client.sign_out();
        until("the sign-out", || native.stored().state == State::SignedOut(None)).await;
        sign_in(&client, "evergreen").await.unwrap();
        until("the request of the next session", || server.count("GET", "/api/auth/events") == 2).await;
    });
    signed_in(Config { offers: vec![Offer::Sessions], ..Config::for_tests() }, async |client, native, server| {
        native.show(&client, true);
        client.text(Request::get("/test/user")).await.unwrap();
        client.renew().await.unwrap();
        assert_eq!(server.count("GET", "/api/auth/events"), 0);
    });
}

#[test]
fn a_stream_that_fails_is_opened_again_after_a_pause_or_when_the_browser_is_online() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.fault(EVENTS, Fault::Status(503), Times::Next(2));
        native.speed_up(20);
        native.show(&client, true);
        sees_stream(&native).await;
        assert_eq!((refreshes(&server), server.count("GET", "/api/auth/events")), (0, 3));
        native.show(&client, false);
        server.fault(EVENTS, Fault::Status(503), Times::Next(1));
        native.speed_up(1);
        server.clear_requests();
        native.show(&client, true);
        until("the failure", || server.count("GET", "/api/auth/events") == 1).await;
        until("the second request", || {
            client.resume();
            server.count("GET", "/api/auth/events") == 2
        })
        .await;
    });
}

#[test]
fn a_silent_stream_is_opened_again() {
    signed_in(Config::for_tests(), async |client, native, server| {
        native.speed_up(20);
        native.show(&client, true);
        sees_stream(&native).await;
        server.clear_requests();
        native.skip(20_000);
        client.text(Request::get("/test/user")).await.unwrap();
        assert_eq!(server.count("GET", "/api/auth/events"), 0);
        native.skip(20_000);
        until("another stream", || server.count("GET", "/api/auth/events") == 1).await;
    });
}

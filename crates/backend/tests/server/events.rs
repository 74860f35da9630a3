//! Tests the optional stream of events: which events come, to which sessions, and when a stream ends.

use std::time::{Duration, Instant};

use evergreen_backend::{Config, Offer, Server};
use serde_json::json;

use crate::client::events::Events;
use crate::client::{APP, Client, Response, read, start};

const EVENTS: &str = "/api/auth/events";
const SESSIONS: &str = "/api/auth/sessions";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Returns a new client that has the same cookies as the client `of`.
fn copy(server: &Server, of: &Client) -> Client {
    let client = Client::new(server);
    client.take_cookies(of);
    client
}

/// Returns the path of the client's own session.
async fn own_path(client: &Client) -> String {
    let sessions = client.get(SESSIONS).await.json();
    let current = sessions.as_array().expect("a list").iter().find(|session| session["current"] == true);
    format!("{SESSIONS}/{}", current.expect("the current session")["id"].as_str().expect("a text"))
}

/// A way to end a session while its client has an open stream.
#[derive(Clone, Copy, Debug)]
enum End {
    SignOut,
    AnotherSignIn,
    FromTheList,
    AllOthers,
    Theft,
    Password,
}

/// Ends the session of `other` in the way `how`. `here` and `other` are clients of the same user, each with its own
/// session. Returns the response to the last request that this function sends.
async fn end(how: End, server: &Server, here: &Client, other: &Client) -> Response {
    match how {
        End::SignOut => copy(server, other).sign_out().await,
        End::AnotherSignIn => copy(server, other).sign_in("admin", "evergreen").await,
        End::FromTheList => here.send("DELETE", &own_path(other).await, None).await,
        End::AllOthers => here.send("DELETE", SESSIONS, None).await,
        End::Theft => {
            let thief = copy(server, other);
            assert_eq!(other.refresh().await.status, 200);
            assert_eq!(other.refresh().await.status, 200);
            assert_eq!(thief.refresh().await.status, 403);
            here.get("/api/test/user").await
        }
        End::Password => here.post("/api/auth/password", json!({"current": "evergreen", "new": "secret12"})).await,
    }
}

#[tokio::test]
async fn a_stream_tells_at_once_that_its_session_was_ended_however_it_ends() {
    let (server, here) = start(Config::for_tests()).await;
    assert_eq!(here.sign_in("user", "evergreen").await.status, 200);
    let mut own = Events::open(&here).await;
    let mut admin = Events::open(&Client::signed_in(&server, "admin").await).await;
    for how in [End::SignOut, End::AnotherSignIn, End::FromTheList, End::AllOthers, End::Theft, End::Password] {
        let other = Client::signed_in(&server, "user").await;
        let mut events = Events::open(&other).await;
        let response = end(how, &server, &here, &other).await;
        assert_eq!(response.status, 200, "{how:?}: {response:?}");
        events.assert_ended().await;
        assert_eq!(other.get("/api/test/user").await.status, 401, "{how:?}");
        assert_eq!(other.stream(EVENTS).await.status(), 401, "{how:?}");
    }
    assert_eq!(here.sign_out().await.status, 200);
    own.assert_ended().await;
    let began = Instant::now();
    server.stop().await;
    assert!(began.elapsed() < Duration::from_secs(4), "the server does not wait for open streams");
    assert_eq!(admin.next().await, None, "a session that was not ended gets no event");
}

#[tokio::test]
async fn the_oldest_of_too_many_sessions_is_told_that_it_has_ended() {
    let (server, first) = start(Config::for_tests()).await;
    assert_eq!(first.sign_in("user", "evergreen").await.status, 200);
    let mut events = Events::open(&first).await;
    server.advance(Duration::from_millis(5));
    for _ in 0..50 {
        Client::signed_in(&server, "user").await;
    }
    events.assert_ended().await;
}

#[tokio::test]
async fn a_stream_lasts_longer_than_its_access_token_and_as_long_as_its_session() {
    let (server, client) = start(Config::for_tests()).await;
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    let mut events = Events::open(&client).await;
    server.advance(DAY);
    assert_eq!(client.get("/api/test/user").await.status, 401, "the access token has expired");
    assert_eq!(client.refresh().await.status, 200);
    let other = Client::signed_in(&server, "user").await;
    let mut unused = Events::open(&other).await;
    assert_eq!(other.send("DELETE", &own_path(&client).await, None).await.status, 200);
    events.assert_ended().await;
    server.advance(DAY * 14);
    let ended = async { while unused.next().await.is_some_and(|name| name != "ended") {} };
    ended.await;
    assert_eq!(other.refresh().await.status, 403, "nobody has used the session");
}

#[tokio::test]
async fn a_comment_comes_at_least_every_25_seconds() {
    let (_server, client) = start(Config::for_tests()).await;
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    let mut events = Events::open(&client).await;
    let comment = events.bytes(Duration::from_secs(25)).await;
    assert!(comment.starts_with(':') && comment.ends_with("\n\n"), "{comment:?}");
}

#[tokio::test]
async fn the_newest_streams_of_a_session_win() {
    let (_server, client) = start(Config::for_tests()).await;
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    let mut streams = Vec::new();
    for _ in 0..4 {
        streams.push(Events::open(&client).await);
    }
    assert_eq!(streams[0].next().await, None, "the oldest one ends without an event");
    assert_eq!(client.sign_out().await.status, 200);
    for stream in &mut streams[1..] {
        stream.assert_ended().await;
    }
}

#[tokio::test]
async fn a_stream_needs_a_session_and_is_not_for_other_origins() {
    let (_server, client) = start(Config::for_tests()).await;
    let response = client.get(EVENTS).await;
    assert_eq!((response.status.as_u16(), &response.json()["path"]), (401, &json!(EVENTS)));
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    let cookie = format!("evergreen-access={}", client.cookie("evergreen-access").expect("a token"));
    let foreign = client.request("GET", EVENTS).header("cookie", cookie).header("sec-fetch-site", "cross-site");
    assert_eq!(read(foreign).await.expect("a response").status, 403);
    assert_eq!(client.post(EVENTS, json!({})).await.status, 405);
    let head = client.send("HEAD", EVENTS, None).await;
    assert_eq!((head.status.as_u16(), head.header("content-type")), (200, "text/event-stream"));
    let response = client.stream(EVENTS).await;
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(header("access-control-allow-origin"), APP);
    assert_eq!(header("access-control-allow-credentials"), "true");
    assert_eq!((header("cache-control"), header("x-accel-buffering")), ("no-store", "no"));
    assert_eq!(header("connection"), "close", "the connection does not count as one for requests");
    let (_server, client) = start(Config { offers: vec![Offer::Sessions], ..Config::for_tests() }).await;
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    assert_eq!(client.get(EVENTS).await.status, 404);
}

/// If a server offers events, it sends the event `changed` when the name or the roles of a user were changed. The app
/// then refreshes, and reads the new name and roles from the response. So the response to a refresh must contain the
/// user. If the server does not offer events, the response does not contain the user.
#[tokio::test]
async fn a_refresh_returns_the_user_where_changes_are_announced() {
    for (offers, roles) in [(Offer::ALL.to_vec(), json!(["ROLE_USER"])), (vec![], serde_json::Value::Null)] {
        let (_server, client) = start(Config { offers, ..Config::for_tests() }).await;
        let mut signed_in = client.sign_in("user", "evergreen").await.json();
        let mut refreshed = client.refresh().await.json();
        assert_eq!(refreshed["roles"], roles);
        assert_eq!(refreshed["message"], "Token is refreshed successfully!");
        let message = refreshed.as_object_mut().expect("an object").remove("message");
        assert!(message.is_some());
        if !roles.is_null() {
            assert_eq!(signed_in.take(), refreshed);
        }
    }
}

/// One client opens 270 streams: three for each of 90 sessions. A client may have at most 256 connections, but streams
/// do not count as connections. So all streams can be opened, and the client can still send another request.
#[tokio::test]
async fn streams_leave_room_for_other_connections() {
    let (server, first) = start(Config { keep_alive: true, ..Config::for_tests() }).await;
    let mut streams = Vec::new();
    for n in 0..90 {
        let client = Client::new(&server);
        let name = ["user", "moderator", "admin"][n % 3];
        assert_eq!(client.sign_in(name, "evergreen").await.status, 200);
        for _ in 0..3 {
            streams.push(Events::open(&client).await);
        }
    }
    assert_eq!(first.get("/api/test/all").await.status, 200);
    server.revoke_all().await;
    for stream in &mut streams {
        stream.assert_ended().await;
    }
}

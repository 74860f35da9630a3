//! Tests the optional routes with which users list and end their own sessions.

use std::time::Duration;

use evergreen_backend::{Config, Offer};
use reqwest::header::{COOKIE, ORIGIN, USER_AGENT};
use serde_json::{Value, json};

use crate::client::{APP, Client, Response, read, start};

const SESSIONS: &str = "/api/auth/sessions";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";

/// Returns the sessions of the client's user.
async fn list(client: &Client) -> Vec<Value> {
    let response = client.get(SESSIONS).await;
    assert_eq!(response.status, 200, "{response:?}");
    response.json().as_array().expect("a list").clone()
}

/// Returns the identifier of the client's own session.
async fn own_id(client: &Client) -> String {
    let sessions = list(client).await;
    let current: Vec<_> = sessions.iter().filter(|session| session["current"] == true).collect();
    assert_eq!(current.len(), 1, "{sessions:?}");
    current[0]["id"].as_str().expect("a text").to_owned()
}

async fn end(client: &Client, id: &str) -> Response {
    client.send("DELETE", &format!("{SESSIONS}/{id}"), None).await
}

async fn assert_ended(client: &Client) {
    assert_eq!(client.get("/api/test/user").await.status, 401, "the access token is refused");
    assert_eq!(client.get(SESSIONS).await.status, 401);
    assert_eq!(client.refresh().await.status, 403, "the refresh token is refused");
}

#[tokio::test]
async fn a_user_sees_the_own_sessions_the_last_used_first() {
    let (server, first) = start(Config::for_tests()).await;
    let sign_in = first.request("POST", "/api/auth/signin").header(USER_AGENT, FIREFOX);
    let sign_in = sign_in.header("content-type", "application/json").header(ORIGIN, APP);
    let response =
        read(sign_in.body(json!({"username": "user", "password": "evergreen"}).to_string())).await.expect("a response");
    assert_eq!(response.status, 200);
    server.advance(Duration::from_secs(60));
    let second = Client::signed_in(&server, "user").await;
    Client::signed_in(&server, "admin").await;
    let sessions = list(&second).await;
    let clients: Vec<_> = sessions.iter().map(|session| (&session["current"], &session["client"])).collect();
    let (yes, no) = (json!(true), json!(false));
    assert_eq!(clients, [(&yes, &json!("Unknown client")), (&no, &json!("Firefox on Linux"))]);
    for session in &sessions {
        let mut fields: Vec<_> = session.as_object().expect("an object").keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["began", "client", "current", "id", "lastUsed"]);
        let began = session["began"].as_str().expect("a text");
        assert!(began.len() == 20 && humantime::parse_rfc3339(began).is_ok(), "{began}");
        assert_eq!(session["began"], session["lastUsed"]);
    }
}

#[tokio::test]
async fn a_refresh_counts_as_a_use() {
    for rotate in [true, false] {
        let (server, first) = start(Config { rotate, ..Config::for_tests() }).await;
        assert_eq!(first.sign_in("user", "evergreen").await.status, 200);
        server.advance(Duration::from_secs(60));
        Client::signed_in(&server, "user").await;
        assert_eq!(list(&first).await[1]["current"], true);
        server.advance(Duration::from_secs(60));
        assert_eq!(first.refresh().await.status, 200);
        let sessions = list(&first).await;
        assert_eq!(sessions[0]["current"], true, "rotate: {rotate}");
        let time = |field| humantime::parse_rfc3339(sessions[0][field].as_str().expect("a text")).expect("a time");
        assert!(time("lastUsed").duration_since(time("began")).expect("later") >= Duration::from_secs(119));
    }
}

#[tokio::test]
async fn a_user_ends_one_of_the_own_sessions_at_once() {
    let (server, here) = start(Config::for_tests()).await;
    assert_eq!(here.sign_in("user", "evergreen").await.status, 200);
    let (other, third) = (Client::signed_in(&server, "user").await, Client::signed_in(&server, "user").await);
    let id = own_id(&other).await;
    let response = end(&here, &id).await;
    assert_eq!(response.status, 200);
    assert!(response.json()["message"].is_string() && response.cookies().is_empty(), "{response:?}");
    assert_ended(&other).await;
    assert_eq!(end(&here, &id).await.status, 404, "it has ended already");
    assert_eq!(list(&here).await.len(), 2);
    assert_eq!(third.refresh().await.status, 200);
    assert_eq!(end(&here, &own_id(&here).await).await.status, 200, "also the session of this request");
    assert_ended(&here).await;
}

#[tokio::test]
async fn nobody_ends_the_session_of_another_user() {
    let (server, user) = start(Config::for_tests()).await;
    assert_eq!(user.sign_in("user", "evergreen").await.status, 200);
    let admin = Client::signed_in(&server, "admin").await;
    let (foreign, unknown) = (end(&user, &own_id(&admin).await).await, end(&user, "AAAAAAAAAAAAAAAAAAAAAA").await);
    assert_eq!((foreign.status.as_u16(), &foreign.body), (404, &unknown.body), "nobody learns that it exists");
    for id in ["a%00b", "%F0%9F%A6%80", "1%20OR%201=1", &"a".repeat(10_000)] {
        assert_eq!(end(&user, id).await.status, 404, "{id}");
    }
    assert_eq!(admin.get("/api/test/user").await.status, 200);
    assert_eq!(admin.refresh().await.status, 200);
}

#[tokio::test]
async fn a_user_ends_all_other_sessions_at_once() {
    let (server, here) = start(Config::for_tests()).await;
    assert_eq!(here.sign_in("user", "evergreen").await.status, 200);
    let others = [Client::signed_in(&server, "user").await, Client::signed_in(&server, "user").await];
    let admin = Client::signed_in(&server, "admin").await;
    assert_eq!(here.send("DELETE", SESSIONS, None).await.status, 200);
    for other in &others {
        assert_ended(other).await;
    }
    assert_eq!(list(&here).await.len(), 1);
    for kept in [&here, &admin] {
        assert_eq!(kept.get("/api/test/user").await.status, 200);
        assert_eq!(kept.refresh().await.status, 200);
    }
}

#[tokio::test]
async fn ended_sessions_are_not_listed() {
    let (server, here) = start(Config::for_tests()).await;
    let unused = Client::signed_in(&server, "user").await;
    server.advance(Duration::from_secs(8 * 24 * 60 * 60));
    assert_eq!(here.sign_in("user", "evergreen").await.status, 200);
    assert_eq!(list(&here).await.len(), 2);
    let unused_id = own_id_in(&list(&here).await);
    server.advance(Duration::from_secs(7 * 24 * 60 * 60));
    assert_eq!(here.refresh().await.status, 200);
    assert_eq!(list(&here).await.len(), 1, "the other session was not used for 14 days");
    assert_eq!(end(&here, &unused_id).await.status, 404);
    assert_eq!(unused.refresh().await.status, 403);
}

/// Returns the identifier of the only session in this list that is not the current one.
fn own_id_in(sessions: &[Value]) -> String {
    let other = sessions.iter().find(|session| session["current"] == false).expect("another session");
    other["id"].as_str().expect("a text").to_owned()
}

#[tokio::test]
async fn a_page_of_another_origin_can_neither_list_nor_end_sessions() {
    let (_server, client) = start(Config::for_tests()).await;
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    let access = format!("evergreen-access={}", client.cookie("evergreen-access").expect("a token"));
    let one = format!("{SESSIONS}/{}", own_id(&client).await);
    for (method, path) in [("GET", SESSIONS), ("DELETE", SESSIONS), ("DELETE", &one)] {
        let request = || client.request(method, path).header(COOKIE, &access);
        let status = async |request| read(request).await.expect("a response").status.as_u16();
        assert_eq!(status(request().header("sec-fetch-site", "cross-site")).await, 403, "{method} {path}");
        if method == "DELETE" {
            assert_eq!(status(request().header(ORIGIN, "https://evil.example")).await, 403, "{method} {path}");
        }
    }
    let foreign = client.request("GET", SESSIONS).header(COOKIE, &access).header(ORIGIN, "https://evil.example");
    let foreign = read(foreign).await.expect("a response");
    assert_eq!(foreign.header("access-control-allow-origin"), "", "the page cannot read the response");
    assert_eq!(list(&client).await.len(), 1);
    let preflight = client.request("OPTIONS", &one).header(ORIGIN, APP);
    let preflight = read(preflight.header("access-control-request-method", "DELETE")).await.expect("a response");
    assert!(preflight.status.is_success() && preflight.header("access-control-allow-methods").contains("DELETE"));
    assert_eq!(preflight.header("access-control-allow-origin"), APP);
}

#[tokio::test]
async fn the_routes_need_a_session_and_exist_only_if_they_are_offered() {
    let (_server, client) = start(Config::for_tests()).await;
    for (method, path) in [("GET", SESSIONS), ("DELETE", SESSIONS), ("DELETE", "/api/auth/sessions/x")] {
        let response = client.send(method, path, None).await;
        assert_eq!((response.status.as_u16(), &response.json()["path"]), (401, &json!(path)), "{method} {path}");
    }
    assert_eq!(client.send("PUT", SESSIONS, None).await.status, 405);
    let (_server, client) = start(Config { offers: vec![Offer::Password], ..Config::for_tests() }).await;
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    for (method, path) in [("GET", SESSIONS), ("DELETE", SESSIONS), ("DELETE", "/api/auth/sessions/x")] {
        assert_eq!(client.send(method, path, None).await.status, 404, "{method} {path}");
    }
}

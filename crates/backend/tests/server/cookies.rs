//! Tests which cookies the server sets if it is behind a proxy that adds https. Also tests how the server reads unusual
//! cookies, for example several cookies with the same name in one request.

use evergreen_backend::{Config, Like, Server};
use serde_json::json;

use crate::client::{APP, Client, Response, read, start};

const HTTPS_APP: &str = "https://app.example.org";

/// Returns the settings of a server that clients reach by https. The https connections end at a proxy on the same
/// machine, and the proxy sends the requests to the server by plain http.
fn behind_proxy() -> Config {
    Config { origins: vec![HTTPS_APP.to_owned()], demo: false, ..Config::for_tests() }
}

/// Sends a request with exactly these `Cookie` headers.
async fn send(client: &Client, method: &str, path: &str, cookies: &[&[u8]], body: &str) -> Response {
    let mut request = client.request(method, path).header("Content-Type", "application/json").body(body.to_owned());
    for line in cookies {
        request = request.header("Cookie", reqwest::header::HeaderValue::from_bytes(line).expect("a header value"));
    }
    read(request).await.expect("a response")
}

/// Signs in, and returns the access cookie and the refresh cookie as `name=value`.
async fn session(server: &Server, username: &str, password: &str) -> [String; 2] {
    let client = Client::new(server);
    let body = json!({"username": username, "password": password});
    let response = send(&client, "POST", "/api/auth/signin", &[], &body.to_string()).await;
    assert_eq!(response.status, 200, "{response:?}");
    let pairs: Vec<_> = response.parsed_cookies().iter().map(|cookie| cookie.stripped().to_string()).collect();
    pairs.try_into().expect("two cookies")
}

async fn board(client: &Client, cookies: &[&[u8]]) -> u16 {
    send(client, "GET", "/api/test/user", cookies, "").await.status.as_u16()
}

async fn refresh(client: &Client, cookies: &[&[u8]]) -> u16 {
    send(client, "POST", "/api/auth/refreshtoken", cookies, "{}").await.status.as_u16()
}

#[tokio::test]
async fn cookies_are_secure_as_soon_as_an_allowed_origin_is_https() {
    let mixed = vec![APP.to_owned(), HTTPS_APP.to_owned()];
    for origins in [vec![HTTPS_APP.to_owned()], mixed] {
        let (server, client) = start(Config { origins, ..behind_proxy() }).await;
        let body = json!({"username": "amy", "email": "amy@example.org", "password": "secret12"}).to_string();
        assert_eq!(send(&client, "POST", "/api/auth/signup", &[], &body).await.status, 200);
        let signed_in = send(&client, "POST", "/api/auth/signin", &[], &body).await;
        let [access, refresh_cookie] = session(&server, "amy", "secret12").await;
        let signed_out = send(&client, "POST", "/api/auth/signout", &[], "{}").await;
        for response in [signed_in, signed_out] {
            let cookies = response.parsed_cookies();
            let found: Vec<_> = cookies.iter().map(|cookie| (cookie.name(), cookie.path(), cookie.secure())).collect();
            let expected = [
                ("__Secure-evergreen-access", Some("/api"), Some(true)),
                ("__Secure-evergreen-refresh", Some("/api/auth/refreshtoken"), Some(true)),
            ];
            assert_eq!(found, expected);
        }
        assert_eq!(board(&client, &[access.as_bytes()]).await, 200);
        assert_eq!(refresh(&client, &[refresh_cookie.as_bytes()]).await, 200);
        let unprefixed = access.trim_start_matches("__Secure-");
        assert_eq!(board(&client, &[unprefixed.as_bytes()]).await, 401, "plain http can set this name");
    }
}

#[tokio::test]
async fn of_several_cookies_with_one_name_none_is_used() {
    let (server, client) = start(Config::for_tests()).await;
    let [access, refresh_cookie] = session(&server, "user", "evergreen").await;
    let [planted, planted_refresh] = session(&server, "moderator", "evergreen").await;
    for (one, other) in [(&planted, &access), (&access, &planted), (&access, &access)] {
        let one_line = format!("{one}; {other}");
        assert_eq!(board(&client, &[one_line.as_bytes()]).await, 401);
        assert_eq!(board(&client, &[one.as_bytes(), other.as_bytes()]).await, 401);
    }
    assert_eq!(board(&client, &[format!("evergreen-access=; {access}").as_bytes()]).await, 401);
    let refreshes = format!("{planted_refresh}; {refresh_cookie}");
    assert_eq!(refresh(&client, &[refreshes.as_bytes()]).await, 400);
    assert_eq!(board(&client, &[access.as_bytes()]).await, 200);
    assert_eq!(refresh(&client, &[refresh_cookie.as_bytes()]).await, 200);
}

#[tokio::test]
async fn a_sign_out_ends_every_session_of_the_request() {
    for planted_first in [true, false] {
        let (server, client) = start(Config::for_tests()).await;
        let [access, refresh_cookie] = session(&server, "user", "evergreen").await;
        let [planted, _] = session(&server, "moderator", "evergreen").await;
        let [_, other_refresh] = session(&server, "admin", "evergreen").await;
        let pair = if planted_first { [&planted, &access] } else { [&access, &planted] };
        let line = format!("{}; {}; evergreen-access=garbage; {other_refresh}", pair[0], pair[1]);
        assert_eq!(send(&client, "POST", "/api/auth/signout", &[line.as_bytes()], "{}").await.status, 200);
        assert_eq!(board(&client, &[access.as_bytes()]).await, 401);
        assert_eq!(board(&client, &[planted.as_bytes()]).await, 401);
        assert_eq!(refresh(&client, &[refresh_cookie.as_bytes()]).await, 403);
        assert_eq!(refresh(&client, &[other_refresh.as_bytes()]).await, 403);
    }
}

/// The server must not ignore white space of Unicode at the beginning of a cookie's name. Browsers protect a cookie
/// whose name begins with `__Secure-`. If there is white space before this prefix, a browser does not recognize the
/// prefix. So anybody who can set a cookie can also set a cookie with such a name. If the server ignored the white
/// space, it would accept that cookie in place of the protected one.
#[tokio::test]
async fn a_name_that_begins_with_white_space_of_unicode_is_another_name() {
    let (server, client) = start(Config::for_tests()).await;
    let [access, refresh_cookie] = session(&server, "user", "evergreen").await;
    for space in ["\u{2003}", "\u{a0}", "\u{3000}", "\u{85}"] {
        assert_eq!(board(&client, &[format!("{space}{access}").as_bytes()]).await, 401, "{space:?}");
        assert_eq!(refresh(&client, &[format!("{space}{refresh_cookie}").as_bytes()]).await, 400, "{space:?}");
    }
    assert_eq!(board(&client, &[format!("a=b;\t {access} ").as_bytes()]).await, 200);
}

#[tokio::test]
async fn bytes_that_are_not_text_do_not_hide_the_other_cookies() {
    let (server, client) = start(Config::for_tests()).await;
    let [access, refresh_cookie] = session(&server, "user", "evergreen").await;
    let line = [b"planted=\xff\xfe; ", access.as_bytes()].concat();
    assert_eq!(board(&client, &[&line]).await, 200);
    assert_eq!(send(&client, "POST", "/api/auth/signout", &[&line], "{}").await.status, 200);
    assert_eq!(refresh(&client, &[refresh_cookie.as_bytes()]).await, 403, "the sign-out has ended the session");
}

#[tokio::test]
async fn a_sign_in_ends_the_sessions_whose_cookies_it_has() {
    let (server, client) = start(Config::for_tests()).await;
    let [access, refresh_cookie] = session(&server, "user", "evergreen").await;
    let [other, _] = session(&server, "admin", "evergreen").await;
    let [elsewhere, _] = session(&server, "user", "evergreen").await;
    let cookies = format!("{access}; {other}");
    let sign_in = |password: &str| json!({"username": "user", "password": password}).to_string();
    let refused = send(&client, "POST", "/api/auth/signin", &[cookies.as_bytes()], &sign_in("wrong-one")).await;
    assert_eq!((refused.status.as_u16(), board(&client, &[access.as_bytes()]).await), (401, 200));
    let signed_in = send(&client, "POST", "/api/auth/signin", &[cookies.as_bytes()], &sign_in("evergreen")).await;
    assert_eq!(signed_in.status, 200);
    assert_eq!(board(&client, &[access.as_bytes()]).await, 401);
    assert_eq!(refresh(&client, &[refresh_cookie.as_bytes()]).await, 403);
    assert_eq!(board(&client, &[other.as_bytes()]).await, 401);
    assert_eq!(board(&client, &[elsewhere.as_bytes()]).await, 200, "the session of another device goes on");
    let new = signed_in.parsed_cookies()[0].stripped().to_string();
    assert_eq!(board(&client, &[new.as_bytes()]).await, 200);
}

/// If a request has several cookies with the same name, the real Spring Boot server uses the first one. So the
/// companion server does the same when it imitates the Spring Boot server.
#[tokio::test]
async fn the_spring_dialect_uses_the_first_cookie() {
    let (server, client) = start(Config { like: Like::Spring, ..Config::for_tests() }).await;
    let [access, _] = session(&server, "user", "evergreen").await;
    assert_eq!(board(&client, &[format!("{access}; bezkoder-jwt=garbage").as_bytes()]).await, 200);
    assert_eq!(board(&client, &[format!("bezkoder-jwt=garbage; {access}").as_bytes()]).await, 401);
}

#[tokio::test]
async fn without_loopback_cookies_are_secure() {
    let address = "0.0.0.0:0".parse().expect("an address");
    let (_server, client) = start(Config { address, demo: false, ..Config::for_tests() }).await;
    client.sign_up("amy", "amy@example.org", "secret12").await;
    let response = client.sign_in("amy", "secret12").await;
    assert_eq!(response.cookies().len(), 2);
    assert!(response.parsed_cookies().iter().all(|cookie| cookie.secure() == Some(true)));
}

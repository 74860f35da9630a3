//! A write is a call that changes something at the server. Some of these tests check that the server executes each
//! write at most once. The other tests check the bodies, paths and limits of calls.

use crate::protocol::Companion;
use evergreen_backend::{Config, Fault, Server, Times};
use evergreen_session::{Client, Error, Request, Transient};
use serde::Deserialize;

use super::native::{self, Native};

#[derive(Debug, Deserialize, PartialEq)]
struct Written {
    writes: usize,
}

fn signed_in(test: impl AsyncFnOnce(Client<Companion, Native>, Server)) {
    native::signed_in(Config::for_tests(), async |client, _, server| test(client, server).await);
}

fn write() -> Request {
    Request::post("/test/write").json(&serde_json::json!({"text": "hello"}))
}

const WRITE: &str = "POST /api/test/write";

#[test]
fn each_method_writes_once() {
    signed_in(async |client, server| {
        for (request, writes) in
            [(write(), 1), (Request::put("/test/write").json(&1), 2), (Request::delete("/test/write"), 3)]
        {
            assert_eq!(client.json::<Written>(request).await, Ok(Written { writes }));
        }
        assert_eq!(server.writes(), 3);
    });
}

#[test]
fn a_write_refused_for_an_expired_token_is_sent_again_and_executed_once() {
    signed_in(async |client, server| {
        server.expire_access_tokens();
        assert_eq!(client.json::<Written>(write()).await, Ok(Written { writes: 1 }));
        assert_eq!(server.count("POST", "/api/auth/refreshtoken"), 1);
        assert_eq!(server.count("POST", "/api/test/write"), 2);
    });
}

#[test]
fn a_write_with_a_lost_response_is_not_sent_again() {
    signed_in(async |client, server| {
        server.fault(WRITE, Fault::LoseResponse, Times::Next(1));
        let lost = client.json::<Written>(write()).await;
        assert_eq!(lost, Err(Error::Transient(Transient::Unreachable)));
        assert_eq!((server.writes(), server.count("POST", "/api/test/write")), (1, 1));
    });
}

#[test]
fn a_write_with_a_masked_refusal_is_not_sent_again() {
    signed_in(async |client, server| {
        server.fault(WRITE, Fault::Masked, Times::Next(1));
        assert_eq!(client.json::<Written>(write()).await, Err(Error::Transient(Transient::Unexplained)));
        assert_eq!(server.count("POST", "/api/test/write"), 1);
        assert_eq!(server.count("POST", "/api/auth/refreshtoken"), 0);
    });
}

#[test]
fn a_response_without_a_body_is_no_error() {
    signed_in(async |client, server| {
        for (status, body) in [(204, ""), (200, ""), (200, " \n"), (201, "null")] {
            let said = Fault::Body { status, content_type: "application/json".to_owned(), body: body.into() };
            server.fault(WRITE, said, Times::Next(2));
            assert_eq!(client.json::<()>(write()).await, Ok(()), "{status} {body:?}");
            assert_eq!(client.json::<Option<Written>>(write()).await, Ok(None), "{status} {body:?}");
        }
        // If the caller expects a type that an empty body cannot contain, an empty response is an error.
        server.fault(WRITE, Fault::Status(204), Times::Next(1));
        assert_eq!(client.json::<Written>(write()).await, Err(Error::Transient(Transient::Garbled)));
    });
}

#[test]
fn a_body_that_json_cannot_express_is_not_sent() {
    native::signed_in(Config { announce_expiry: true, ..Config::for_tests() }, async |client, native, server| {
        // The next line makes the access token in the record a day older. So the token counts as expired, and a call
        // would normally refresh the session first. But a call that cannot be sent must not refresh the session.
        native.age_record_by_a_day();
        let map_without_text_keys = std::collections::HashMap::from([((1, 2), "three")]);
        let request = Request::post("/test/write").json(&map_without_text_keys);
        assert_eq!(client.json::<Written>(request).await, Err(Error::Unserializable));
        assert_eq!((server.writes(), server.count("POST", "/api/test/write")), (0, 0));
        assert_eq!(native::refreshes(&server), 0);
    });
}

#[test]
fn a_segment_that_browsers_would_remove_is_not_sent() {
    signed_in(async |client, server| {
        for text in ["", ".", ".."] {
            let request = Request::get("/test").segment(text).segment("user");
            assert_eq!(client.text(request).await, Err(Error::Unserializable), "{text:?}");
        }
        assert_eq!(server.count("GET", "/api/test/user"), 0);
        assert!(client.text(Request::get("/test").segment("user")).await.is_ok());
        assert_eq!(Request::get("/a").segment("b c/ü?#..").path(), "/a/b%20c%2F%C3%BC%3F%23..");
    });
}

#[test]
fn a_call_times_out_at_its_own_limit() {
    signed_in(async |client, server| {
        server.fault(WRITE, Fault::Hang, Times::Always);
        let result = client.json::<Written>(write().limit(50)).await;
        assert_eq!(result, Err(Error::Transient(Transient::TimedOut)));
    });
}

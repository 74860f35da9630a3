//! The requests of a check. `open` sends the requests that need no account. `sign_up` sends the sign-ups. `session`
//! sends the requests of a session. `renewal` sends the refreshes of this session. `optional` sends the requests for
//! the optional parts of the contract.

pub mod open;
mod optional;
mod renewal;
pub mod session;
pub mod sign_up;

// The modules of the scenario import these names with `super::*`.
use super::{
    Identity,
    account::Account,
    checker::Checker,
    cookie_jar::{CookieJar, life, reaches},
    endpoints::{ADMIN_BOARD, EVENTS, MODERATOR_BOARD, PASSWORD, SESSIONS, path},
    observations,
    report::Mark,
    response::{NoResponse, Outcome, Response, ResponseResult},
    rules::{account, addresses_and_cors, boards, cookies, optional as parts, session as sessions},
};
use anyhow::{Result, bail};
use axum::http::Method;
use serde_json::{Value, json};
use std::{borrow::Cow, mem, time::Duration};

/// A request without cookies. [`Checker::send`] adds the cookies.
pub struct Request {
    pub method: Method,
    /// The path below the API base.
    pub call: Cow<'static, str>,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

fn get(call: &'static str) -> Request {
    Request { method: Method::GET, call: call.into(), headers: Vec::new(), body: String::new() }
}

fn post(call: &'static str, body: &Value) -> Request {
    let headers = vec![("content-type", "application/json".to_owned())];
    Request { method: Method::POST, call: call.into(), headers, body: body.to_string() }
}

fn delete(call: impl Into<Cow<'static, str>>) -> Request {
    Request { method: Method::DELETE, call: call.into(), headers: Vec::new(), body: String::new() }
}

fn sign_in(account: &Account) -> Request {
    post(path::SIGN_IN, &json!({ "username": account.name, "password": account.password }))
}

fn sign_out() -> Request {
    post(path::SIGN_OUT, &json!({}))
}

fn refresh() -> Request {
    post(path::REFRESH, &json!({}))
}

fn succeeded(result: &ResponseResult) -> bool {
    result.as_ref().is_ok_and(|response| response.is_success())
}

/// Returns the roles in the response to a sign-in. `None` if the sign-in failed, or if the response is not JSON.
fn roles(response: &Response) -> Option<Vec<String>> {
    (response.is_success() && response.json().is_some()).then(|| observations::roles(response))
}

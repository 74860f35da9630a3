//! The requests of the contract, and the order in which they are sent: without an account, signing up, signed in.

pub mod open;
mod renewal;
pub mod session;
pub mod sign_up;

// What the parts of the play have in common.
use super::{
    As,
    account::Account,
    answer::{Answer, Heard, NoAnswer, Outcome},
    endpoints::{Role, path},
    facts,
    jar::{Jar, life, reaches},
    report::Mark,
    rules::{account, boards, cookies, reach, session as sessions},
    visit::Visit,
};
use anyhow::{Result, bail};
use axum::http::Method;
use serde_json::{Value, json};
use std::{mem, time::Duration};

/// A request, but for the cookies.
pub struct Request {
    pub method: Method,
    /// The path below the API base.
    pub call: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

fn get(call: &'static str) -> Request {
    Request { method: Method::GET, call, headers: Vec::new(), body: String::new() }
}

fn post(call: &'static str, body: &Value) -> Request {
    let headers = vec![("content-type", "application/json".to_owned())];
    Request { method: Method::POST, call, headers, body: body.to_string() }
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

fn succeeded(heard: &Heard) -> bool {
    heard.as_ref().is_ok_and(|answer| answer.is_success())
}

/// The roles that a successful sign-in names.
fn roles(answer: &Answer) -> Option<Vec<String>> {
    (answer.is_success() && answer.json().is_some()).then(|| facts::roles(answer))
}

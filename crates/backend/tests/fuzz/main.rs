//! Every body and every cookie, made up by chance, in all three guises: no panic, no failure of the server, no answer
//! that the contract does not have, no secret in an answer or in the log.
//! It must not know what a well-formed request is answered; that is `contract.rs` and `wire.rs`.
//!
//! | module | what |
//! | --- | --- |
//! | `bodies`, `cookies` | what is made up |
//! | `guises` | the three servers, with people signed in, and how a property is tried |
//! | `judge`, `secret` | what an answer may look like, and what may come out nowhere |
//! | `watch` | the process's own log and panics |
//!
//! The same inputs at each run, 256 a property; `cargo xtask fuzz` tries more, and others.

mod bodies;
#[path = "../client/mod.rs"]
mod client;
mod cookies;
mod guises;
mod judge;
mod secret;
mod watch;

use evergreen_backend::Like;
use proptest::prelude::*;
use serde_json::json;

use guises::{Guise, Verdict, hold};

const SIGN_UP: &str = "/api/auth/signup";
const SIGN_IN: &str = "/api/auth/signin";
const REFRESH: &str = "/api/auth/refreshtoken";
const SIGN_OUT: &str = "/api/auth/signout";
const POSTS: [&str; 4] = [SIGN_UP, SIGN_IN, REFRESH, SIGN_OUT];
const BOARD: &str = "/api/test/user";

#[test]
fn any_bytes_are_answered() {
    let tally = hold(bodies::bytes(), async |guise, body| everywhere(guise, body).await);
    assert!(tally.has(SIGN_IN, 413) && tally.has(SIGN_IN, 401), "from small to large, from garbage to good: {tally}");
}

#[test]
fn any_json_is_answered() {
    let tally = hold(bodies::json(), async |guise, body| everywhere(guise, body.to_string().as_bytes()).await);
    assert!(tally.has(SIGN_UP, 400) && tally.has(SIGN_UP, 200), "from misshapen to good: {tally}");
}

/// Without cookies, to every call that takes a body.
async fn everywhere(guise: &Guise, body: &[u8]) -> Verdict {
    for path in POSTS {
        guise.ask("POST", path, &[], body).await?;
    }
    Ok(())
}

#[test]
fn any_texts_make_an_account_that_works_or_none() {
    let tally = hold(bodies::texts(), async |guise, texts| {
        let sign_up = json!({"username": texts.username, "email": texts.email, "password": texts.password});
        let sign_up = guise.ask("POST", SIGN_UP, &[], sign_up.to_string().as_bytes()).await?;
        let sign_in = json!({"username": texts.username, "password": texts.password}).to_string();
        let signed_in = guise.ask("POST", SIGN_IN, &[], sign_in.as_bytes()).await?;
        if sign_up.status != 200 {
            return Ok(());
        }
        prop_assert_eq!(signed_in.status.as_u16(), 200, "who has just signed up signs in: {:?}", signed_in);
        let cookies = [guises::pairs(&signed_in).join("; ").into_bytes()];
        for (method, path) in [("GET", BOARD), ("POST", REFRESH), ("POST", SIGN_OUT)] {
            let wanted = if guise.like == Like::Node && path == REFRESH { 404 } else { 200 };
            let answer = guise.ask(method, path, &cookies, b"{}").await?;
            prop_assert_eq!(answer.status.as_u16(), wanted, "{} {:?}", path, answer);
        }
        Ok(())
    });
    assert!(tally.has(SIGN_UP, 200) && tally.has(SIGN_UP, 400), "some sign up, some can't: {tally}");
}

#[test]
fn no_cookie_made_up_is_believed() {
    let tally = hold(cookies::lines(), async |guise, lines| disbelieved(guise, lines).await);
    assert!(tally.has(REFRESH, 403) && tally.has(REFRESH, 400), "cookies of the right names and of others: {tally}");
}

#[test]
fn no_token_that_was_tampered_with_is_believed() {
    let tally = hold(cookies::tampering(), async |guise, tampering| {
        let real = guise.tokens();
        let spoilt = tampering.of(&real);
        // Blanks around a value, and what follows a semicolon, are not part of it: such a token is as good as new.
        let read = spoilt.value.split(';').next().unwrap_or_default().trim();
        if read == real[spoilt.index].value {
            return Ok(());
        }
        let mut line = format!("{}={}", real[spoilt.index].name, spoilt.value);
        // There it takes two cookies to be believed.
        if guise.like == Like::Node {
            let other = real.iter().find(|token| token.is_partner_of(&real[spoilt.index]));
            line.extend(other.map(|other| format!("; {}={}", other.name, other.value)));
        }
        disbelieved(guise, &[line.into_bytes()]).await
    });
    assert!(tally.has(REFRESH, 403) && tally.has(BOARD, 401), "both kinds of token were tampered with: {tally}");
}

/// These cookies open no board, renew nothing, and sign out nobody but themselves.
async fn disbelieved(guise: &Guise, lines: &[Vec<u8>]) -> Verdict {
    let board = guise.ask("GET", BOARD, lines, b"").await?;
    prop_assert!(matches!(board.status.as_u16(), 401 | 403), "let in: {:?}", board);
    let refreshed = guise.ask("POST", REFRESH, lines, b"{}").await?;
    prop_assert!(matches!(refreshed.status.as_u16(), 400 | 403 | 404), "renewed: {:?}", refreshed);
    prop_assert!(refreshed.cookies().is_empty(), "a refused refresh sets no cookie: {:?}", refreshed);
    let signed_out = guise.ask("POST", SIGN_OUT, lines, b"{}").await?;
    prop_assert_eq!(signed_out.status.as_u16(), 200);
    guise.still_signed_in().await
}

//! The order of the calls, a file for each part: without an account, signed in, signing up.
//! None of them judges an answer.

pub mod open;
pub mod sign_up;
pub mod signed_in;

use super::{account::Account, answer::Heard, contract::path, jar::Jar, judge::user, visit::Visit};
use serde_json::{Value, json};

/// The body of the calls that need none.
fn nothing() -> Value {
    json!({})
}

async fn sign_in(visit: &mut Visit<'_>, account: &Account, jar: &mut Jar) -> Heard {
    visit.post(path::SIGN_IN, &account.credentials(), jar).await
}

async fn sign_out(visit: &mut Visit<'_>, jar: &mut Jar) -> Heard {
    visit.post(path::SIGN_OUT, &nothing(), jar).await
}

async fn refresh(visit: &mut Visit<'_>, jar: &mut Jar) -> Heard {
    visit.post(path::REFRESH, &nothing(), jar).await
}

/// The roles that a successful sign-in names.
fn roles(heard: &Heard) -> Option<Vec<String>> {
    let answer = heard.as_ref().ok().filter(|answer| answer.is_success())?;
    Some(user::roles(&answer.json()?))
}

fn succeeded(heard: &Heard) -> bool {
    heard.as_ref().is_ok_and(|answer| answer.is_success())
}

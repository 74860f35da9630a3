//! Signing up, which adds users that remain.
//! It must not know what is done with them afterwards, but for the roles that one of them asks for.

use super::{roles, sign_in, sign_out, succeeded};
use crate::check_server::{account::Account, answer::Heard, contract::path, jar::Jar, judge::sign_up, visit::Visit};
use anyhow::Result;
use serde_json::Value;

/// Adds a user, and tries what must not work; the user, where there is one.
pub async fn play(visit: &mut Visit<'_>) -> Result<Option<Account>> {
    let (user, other, wrong) = (Account::made_up()?, Account::made_up()?, Account::beyond_limits()?);
    visit.begin(format!("POST {}", path::SIGN_UP));
    let heard = add(visit, &user.name, &user.sign_up()).await;
    visit.found([sign_up::accepted(&heard)]);
    if !succeeded(&heard) {
        return Ok(None);
    }
    let twin = Account { email: other.email.clone(), ..user.clone() };
    let heard = add(visit, &twin.name, &twin.sign_up()).await;
    visit.found([sign_up::name_taken(&heard)]);
    let neighbour = Account { email: user.email.clone(), ..other };
    let heard = add(visit, &neighbour.name, &neighbour.sign_up()).await;
    visit.found([sign_up::email_taken(&heard)]);
    let heard = add(visit, &wrong.name, &wrong.sign_up()).await;
    visit.found([sign_up::limits(&heard)]);
    Ok(Some(user))
}

/// Adds another user that asks for every role; the user, where it got more than `user` has.
pub async fn play_roles(visit: &mut Visit<'_>, user: &Account) -> Result<Option<Account>> {
    let asking = Account::made_up()?;
    visit.hide(&asking.password.0);
    visit.begin(format!("POST {} that asks for roles", path::SIGN_UP));
    let plain = roles_of(visit, user).await.unwrap_or_default();
    let heard = add(visit, &asking.name, &asking.sign_up_with_roles()).await;
    let granted = if succeeded(&heard) { roles_of(visit, &asking).await } else { None };
    let granted: Option<Vec<_>> =
        granted.map(|granted| granted.into_iter().filter(|role| !plain.contains(role)).collect());
    visit.found([sign_up::roles(&heard, granted.as_deref())]);
    Ok(granted.filter(|granted| !granted.is_empty()).map(|_| asking))
}

/// A sign-up; whom it adds is remembered.
async fn add(visit: &mut Visit<'_>, name: &str, body: &Value) -> Heard {
    let heard = visit.post(path::SIGN_UP, body, &mut Jar::default()).await;
    if succeeded(&heard) {
        visit.report.added.push(name.to_owned());
    }
    heard
}

async fn roles_of(visit: &mut Visit<'_>, account: &Account) -> Option<Vec<String>> {
    let mut jar = Jar::default();
    let heard = sign_in(visit, account, &mut jar).await;
    if !jar.is_empty() {
        let _ = sign_out(visit, &mut jar).await;
    }
    roles(&heard)
}

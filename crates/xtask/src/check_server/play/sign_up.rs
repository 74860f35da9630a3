//! Signing up, which adds users that remain.

use super::*;

/// Adds a user, and tries what must not work. Returns the user, where the server accepted one.
pub async fn play(visit: &mut Visit<'_>) -> Result<Option<Account>> {
    let (user, other) = (Account::random()?, Account::random()?);
    let same_name = Account { email: other.email.clone(), ..user.clone() };
    let same_email = Account { email: user.email.clone(), ..other };
    visit.begin(format!("POST {}", path::SIGN_UP));
    for (check, user) in [
        (&account::SIGN_UP, &user),
        (&account::NAME_TAKEN, &same_name),
        (&account::EMAIL_TAKEN, &same_email),
        (&account::LIMITS, &Account::beyond_limits()?),
    ] {
        let heard = add(visit, user, false).await;
        visit.found(check.of(heard.as_ref()));
        // Where the first sign-up fails, nothing is taken.
        if visit.report.added.is_empty() {
            return Ok(None);
        }
    }
    Ok(Some(user))
}

/// Adds another user that asks for every role. Returns that user, where it got a role that `user` has not.
pub async fn play_roles(visit: &mut Visit<'_>, user: &Account) -> Result<Option<Account>> {
    let asking = Account::random()?;
    visit.secrets.add(&asking.password);
    visit.begin(format!("POST {} that asks for roles", path::SIGN_UP));
    let plain = roles_of(visit, user).await.unwrap_or_default();
    let heard = add(visit, &asking, true).await;
    let mut granted = if succeeded(&heard) { roles_of(visit, &asking).await } else { None };
    granted.iter_mut().for_each(|granted| granted.retain(|role| !plain.contains(role)));
    let more = granted.as_ref().is_some_and(|granted| !granted.is_empty());
    let asked = heard.map(|answer| (answer, granted));
    visit.found(account::ASKED_ROLES.of(asked.as_ref()));
    Ok(more.then_some(asking))
}

/// Signs a user up, perhaps with every role, under both names that servers of the contract have for them. The report
/// names the user that this adds.
async fn add(visit: &mut Visit<'_>, user: &Account, with_roles: bool) -> Heard {
    let mut body = json!({ "username": user.name, "email": user.email, "password": user.password });
    if with_roles {
        body["role"] = json!(["mod", "admin"]);
        body["roles"] = json!(["moderator", "admin"]);
    }
    let heard = visit.ask(post(path::SIGN_UP, &body), &mut Jar::default()).await;
    visit.report.added.extend(succeeded(&heard).then(|| user.name.clone()));
    heard
}

async fn roles_of(visit: &mut Visit<'_>, account: &Account) -> Option<Vec<String>> {
    let mut jar = Jar::default();
    let heard = visit.ask(sign_in(account), &mut jar).await;
    if !jar.0.is_empty() {
        let _ = visit.ask(sign_out(), &mut jar).await;
    }
    heard.ok().as_ref().and_then(roles)
}

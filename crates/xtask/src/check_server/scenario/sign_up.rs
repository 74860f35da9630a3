//! The checks of the sign-up. They add users to the server, and do not remove them.

use super::*;

/// Adds a user, and checks that the server refuses three wrong sign-ups. Returns the user, or `None` if the server has
/// not added it.
pub async fn run(checker: &mut Checker<'_>) -> Result<Option<Account>> {
    let (user, other) = (Account::random()?, Account::random()?);
    let same_name = Account { email: other.email.clone(), ..user.clone() };
    let same_email = Account { email: user.email.clone(), ..other };
    checker.begin_section(format!("POST {}", path::SIGN_UP));
    for (check, user) in [
        (&account::SIGN_UP, &user),
        (&account::NAME_TAKEN, &same_name),
        (&account::EMAIL_TAKEN, &same_email),
        (&account::LIMITS, &Account::beyond_limits()?),
    ] {
        let result = add(checker, user, false).await;
        checker.add(check.of(result.as_ref()));
        // The next checks sign up again with the name or the e-mail address of the first account. They make no sense
        // if the first sign-up has failed, because then there is no such account.
        if checker.report.added.is_empty() {
            return Ok(None);
        }
    }
    Ok(Some(user))
}

/// Signs a second user up, and asks in this sign-up for the roles of a moderator and an administrator. Returns the
/// second user if the server has granted this user a role that `user` does not have. Otherwise, returns `None`.
pub async fn run_roles(checker: &mut Checker<'_>, user: &Account) -> Result<Option<Account>> {
    let asking = Account::random()?;
    checker.secrets.add(&asking.password);
    checker.begin_section(format!("POST {} that asks for roles", path::SIGN_UP));
    let plain = roles_of(checker, user).await.unwrap_or_default();
    let result = add(checker, &asking, true).await;
    let mut granted = if succeeded(&result) { roles_of(checker, &asking).await } else { None };
    granted.iter_mut().for_each(|granted| granted.retain(|role| !plain.contains(role)));
    let more = granted.as_ref().is_some_and(|granted| !granted.is_empty());
    let asked = result.map(|response| (response, granted));
    checker.add(account::ASKED_ROLES.of(asked.as_ref()));
    Ok(more.then_some(asking))
}

/// Signs a user up. If the server adds the user, the report gets the name of the user. With `with_roles`, the sign-up
/// asks for the roles of a moderator and an administrator. The body then has two fields for the roles, `role` and
/// `roles`, because servers use different names.
async fn add(checker: &mut Checker<'_>, user: &Account, with_roles: bool) -> ResponseResult {
    let mut body = json!({ "username": user.name, "email": user.email, "password": user.password });
    if with_roles {
        body["role"] = json!(["mod", "admin"]);
        body["roles"] = json!(["moderator", "admin"]);
    }
    let result = checker.send(post(path::SIGN_UP, &body), &mut CookieJar::default()).await;
    checker.report.added.extend(succeeded(&result).then(|| user.name.clone()));
    result
}

async fn roles_of(checker: &mut Checker<'_>, account: &Account) -> Option<Vec<String>> {
    let mut jar = CookieJar::default();
    let result = checker.send(sign_in(account), &mut jar).await;
    if !jar.0.is_empty() {
        let _ = checker.send(sign_out(), &mut jar).await;
    }
    result.ok().as_ref().and_then(roles)
}

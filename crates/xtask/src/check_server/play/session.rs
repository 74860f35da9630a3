//! A session from its beginning to its end, and what is left of it afterwards.

use super::*;

/// Plays it, and risks the account where `who` allows that. Returns whether there was a session.
pub async fn play(visit: &mut Visit<'_>, account: &Account, who: &As) -> bool {
    visit.secrets.add(&account.password);
    let wrong = Account::known(&account.name, "evergreen-check-wrong");
    let mut jar = Jar::default();
    visit.step(sign_in(&wrong), " with a wrong password", &mut Jar::default(), &account::WRONG_PASSWORD).await;
    if !begin(visit, account, &mut jar).await {
        end_quietly(visit, &mut jar).await;
        return false;
    }
    if visit.renews {
        renewal::renew(visit, &mut jar).await;
    }
    let mut other = second(visit, account, &mut jar).await;
    end(visit, &mut jar).await;
    end_quietly(visit, &mut other).await;

    jar = Jar::default();
    let heard = visit.step(sign_in(account), " after the sign-out", &mut jar, &account::AGAIN).await;
    if !heard.is_some_and(|answer| answer.is_success()) {
        return true;
    }
    if visit.renews && matches!(who, As::Added { reuse_token: true }) {
        renewal::reuse(visit, account, &mut jar).await;
    }
    if matches!(who, As::Demo | As::Added { .. }) {
        sign_out_without_token(visit, account, &jar).await;
    }
    end_quietly(visit, &mut jar).await;
    true
}

/// Plays only the boards whose role the account has.
pub async fn play_roles(visit: &mut Visit<'_>, account: &Account) {
    let mut jar = Jar::default();
    visit.secrets.add(&account.password);
    visit.begin(format!("The boards of {}", facts::name(&account.name)));
    let heard = visit.ask(sign_in(account), &mut jar).await;
    if let Some(roles) = heard.as_ref().ok().and_then(roles) {
        role_boards(visit, &roles, &mut jar, true).await;
    } else {
        visit.found(account::SIGN_IN.of(heard.as_ref()));
    }
    end_quietly(visit, &mut jar).await;
}

async fn begin(visit: &mut Visit<'_>, account: &Account, jar: &mut Jar) -> bool {
    let suffix = format!(" as {}", facts::name(&account.name));
    let Some(answer) = visit.step(sign_in(account), &suffix, jar, &account::SIGN_IN).await else { return false };
    let Some(roles) = roles(&answer) else { return false };
    visit.check_all(&account::USER, &answer);
    if visit.found(cookies::SET.judge(&answer)) == Mark::Fails {
        return false;
    }
    visit.check_all(&cookies::GUARDS, &answer);

    visit.begin("The boards of whoever is signed in");
    visit.probe(get(path::USER_BOARD), jar, &boards::USER).await;
    role_boards(visit, &roles, jar, false).await;
    true
}

/// The boards that need a role, or only those whose role the user has.
async fn role_boards(visit: &mut Visit<'_>, roles: &[String], jar: &mut Jar, only_own: bool) {
    for (call, role, [granted, refused]) in
        [(path::MODERATOR_BOARD, Role::MODERATOR, &boards::MODERATOR), (path::ADMIN_BOARD, Role::ADMIN, &boards::ADMIN)]
    {
        let has = roles.iter().any(|found| found == role.name());
        if has || !only_own {
            visit.probe(get(call), jar, if has { granted } else { refused }).await;
        }
    }
}

/// Signs in from another browser. Afterwards `jar` holds a live session, and what is returned perhaps another.
async fn second(visit: &mut Visit<'_>, account: &Account, jar: &mut Jar) -> Jar {
    visit.begin(format!("POST {} from another device", path::SIGN_IN));
    let mut other = Jar::default();
    let heard = visit.ask(sign_in(account), &mut other).await;
    let ends_first = succeeded(&heard)
        && visit.ask(get(path::USER_BOARD), jar).await.is_ok_and(|first| matches!(first.status, 401 | 403));
    let check = if ends_first { &account::SECOND_ENDS_FIRST } else { &account::SECOND };
    visit.found(check.of(heard.as_ref()));
    if ends_first {
        mem::swap(jar, &mut other);
    }
    other
}

async fn end(visit: &mut Visit<'_>, jar: &mut Jar) {
    let mut old = jar.clone();
    let Some(answer) = visit.step(sign_out(), "", jar, &sessions::SIGN_OUT).await else { return };
    if answer.is_success() {
        let left = jar.0.iter().map(|cookie| facts::name(cookie.name())).collect();
        let emptied = answer.cookies().iter().any(|cookie| life(cookie) != Some(Duration::ZERO));
        visit.found(sessions::CLEARS.judge(&(left, emptied)));
    }
    visit.probe(get(path::USER_BOARD), &mut old.clone(), &sessions::ACCESS_AFTER).await;
    if visit.renews {
        visit.probe(refresh(), &mut old, &sessions::REFRESH_AFTER).await;
    }
}

async fn sign_out_without_token(visit: &mut Visit<'_>, account: &Account, jar: &Jar) {
    visit.begin(format!("POST {} without an access token", path::SIGN_OUT));
    let mut bare = jar.only(|cookie| !reaches(cookie, &visit.place.path(path::USER_BOARD)));
    let _ = visit.ask(sign_out(), &mut bare).await;
    let mut next = Jar::default();
    visit.probe(sign_in(account), &mut next, &sessions::NO_TOKEN).await;
    end_quietly(visit, &mut next).await;
}

/// Ends the session, if there is one, without a finding. It refreshes first: some servers need a good access token.
async fn end_quietly(visit: &mut Visit<'_>, jar: &mut Jar) {
    if jar.0.is_empty() {
        return;
    }
    if visit.renews {
        let _ = visit.ask(refresh(), jar).await;
    }
    let _ = visit.ask(sign_out(), jar).await;
}

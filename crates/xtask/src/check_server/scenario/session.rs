//! The checks of a session, from the sign-in to the time after the sign-out.

use super::*;

/// Runs the checks of this module, except those of [`run_roles`]. The checks that may lock the user out run only if
/// `identity` allows this. If the sign-in fails or sets no usable cookies, does not run the checks that follow, and
/// returns `false`. Otherwise, returns `true`.
pub async fn run(checker: &mut Checker<'_>, account: &Account, identity: &Identity) -> bool {
    checker.secrets.add(&account.password);
    let wrong = Account::known(&account.name, "evergreen-check-wrong");
    let mut jar = CookieJar::default();
    checker
        .check_section(sign_in(&wrong), " with a wrong password", &mut CookieJar::default(), &account::WRONG_PASSWORD)
        .await;
    let Some(signed_in) = begin(checker, account, &mut jar).await else {
        end_unchecked(checker, &mut jar).await;
        return false;
    };
    if checker.renews {
        renewal::renew(checker, &mut jar).await;
    }
    optional::run(checker, account, identity, &signed_in, &mut jar).await;
    let mut other = second(checker, account, &mut jar).await;
    end(checker, &mut jar).await;
    end_unchecked(checker, &mut other).await;

    jar = CookieJar::default();
    let result = checker.check_section(sign_in(account), " after the sign-out", &mut jar, &account::AGAIN).await;
    if !result.is_some_and(|response| response.is_success()) {
        return true;
    }
    if checker.renews && matches!(identity, Identity::Added { reuse_token: true }) {
        renewal::reuse(checker, account, &mut jar).await;
    }
    if matches!(identity, Identity::Demo | Identity::Added { .. }) {
        sign_out_without_token(checker, account, &jar).await;
    }
    end_unchecked(checker, &mut jar).await;
    true
}

/// Signs in, requests the boards for the roles of this account, and signs out. A board is a text of the server.
pub async fn run_roles(checker: &mut Checker<'_>, account: &Account) {
    let mut jar = CookieJar::default();
    checker.secrets.add(&account.password);
    checker.begin_section(format!("The boards of {}", observations::name(&account.name)));
    let result = checker.send(sign_in(account), &mut jar).await;
    if let Some(roles) = result.as_ref().ok().and_then(roles) {
        role_boards(checker, &roles, &mut jar, true).await;
    } else {
        checker.add(account::SIGN_IN.of(result.as_ref()));
    }
    end_unchecked(checker, &mut jar).await;
}

/// Checks the sign-in and the boards. Returns the response to the sign-in; `None` if the sign-in failed or set no
/// usable cookies.
async fn begin(checker: &mut Checker<'_>, account: &Account, jar: &mut CookieJar) -> Option<Response> {
    let suffix = format!(" as {}", observations::name(&account.name));
    let response = checker.check_section(sign_in(account), &suffix, jar, &account::SIGN_IN).await?;
    let roles = roles(&response)?;
    checker.check_all(&account::USER, &response);
    if checker.add(cookies::SET.judge(&response)) == Mark::Fails {
        return None;
    }
    checker.check_all(&cookies::GUARDS, &response);

    checker.begin_section("The boards for signed-in users");
    checker.check(get(path::USER_BOARD), jar, &boards::USER).await;
    role_boards(checker, &roles, jar, false).await;
    Some(response)
}

/// Checks the requests for the texts that only users with a role may read. With `only_own`, leaves out the texts for
/// roles that the user does not have.
async fn role_boards(checker: &mut Checker<'_>, roles: &[String], jar: &mut CookieJar, only_own: bool) {
    for ((call, role), [granted, refused]) in [(MODERATOR_BOARD, &boards::MODERATOR), (ADMIN_BOARD, &boards::ADMIN)] {
        let has = roles.iter().any(|found| found == role);
        if has || !only_own {
            checker.check(get(call), jar, if has { granted } else { refused }).await;
        }
    }
}

/// Signs in a second time, as another browser would, and checks the response. `jar` contains the cookies of the first
/// session, and the function returns the cookies of the second session. If the second sign-in has ended the first
/// session, the function exchanges the cookies of the two sessions. So `jar` always contains the cookies of a valid
/// session in the end.
async fn second(checker: &mut Checker<'_>, account: &Account, jar: &mut CookieJar) -> CookieJar {
    checker.begin_section(format!("POST {} from another device", path::SIGN_IN));
    let mut other = CookieJar::default();
    let result = checker.send(sign_in(account), &mut other).await;
    let ends_first = succeeded(&result)
        && checker.send(get(path::USER_BOARD), jar).await.is_ok_and(|first| matches!(first.status, 401 | 403));
    let check = if ends_first { &account::SECOND_ENDS_FIRST } else { &account::SECOND };
    checker.add(check.of(result.as_ref()));
    if ends_first {
        mem::swap(jar, &mut other);
    }
    other
}

async fn end(checker: &mut Checker<'_>, jar: &mut CookieJar) {
    let mut old = jar.clone();
    let Some(response) = checker.check_section(sign_out(), "", jar, &sessions::SIGN_OUT).await else { return };
    if response.is_success() {
        let left = jar.0.iter().map(|cookie| observations::name(cookie.name())).collect();
        let emptied = response.cookies().iter().any(|cookie| life(cookie) != Some(Duration::ZERO));
        checker.add(sessions::CLEARS.judge(&(left, emptied)));
    }
    checker.check(get(path::USER_BOARD), &mut old.clone(), &sessions::ACCESS_AFTER).await;
    if checker.renews {
        checker.check(refresh(), &mut old, &sessions::REFRESH_AFTER).await;
    }
}

async fn sign_out_without_token(checker: &mut Checker<'_>, account: &Account, jar: &CookieJar) {
    checker.begin_section(format!("POST {} without an access token", path::SIGN_OUT));
    let mut bare = jar.only(|cookie| !reaches(cookie, &checker.target.path(path::USER_BOARD)));
    let _ = checker.send(sign_out(), &mut bare).await;
    let mut next = CookieJar::default();
    checker.check(sign_in(account), &mut next, &sessions::NO_TOKEN).await;
    end_unchecked(checker, &mut next).await;
}

/// Signs out if there is a session, without checking the responses. If the server offers a refresh, refreshes first,
/// because some servers end the session only if the access token is valid.
pub(super) async fn end_unchecked(checker: &mut Checker<'_>, jar: &mut CookieJar) {
    if jar.0.is_empty() {
        return;
    }
    if checker.renews {
        let _ = checker.send(refresh(), jar).await;
    }
    let _ = checker.send(sign_out(), jar).await;
}

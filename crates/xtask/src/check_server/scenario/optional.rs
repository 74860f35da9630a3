//! Checks of the optional parts of the contract, as far as the server offers them.

use super::{session::end_unchecked, *};

/// An identifier that no session has, and a password that no user has.
const UNKNOWN: &str = "evergreen-check-unknown";
/// How long the check waits for an event. This is longer than the time that a server may take (see
/// [`parts::EVENTS_ENDED`]). So the check can also report how long a slower server took.
const PATIENCE: Duration = Duration::from_secs(5);

/// Runs the checks of the optional parts that the server offers. `signed_in` is the response to a sign-in, and says
/// which parts these are. `jar` has the cookies of the session that this sign-in began. The checks begin further
/// sessions of the same user, and end these sessions again. Two checks run only if `identity` allows them: one ends all
/// other sessions of the user, and one changes the password of the user.
pub async fn run(
    checker: &mut Checker<'_>,
    account: &Account,
    identity: &Identity,
    signed_in: &Response,
    jar: &mut CookieJar,
) {
    let Some(offers) = observations::offers(signed_in) else { return };
    checker.begin_section("The optional parts");
    checker.add(parts::OFFERS.judge(signed_in));
    let offers = offers.unwrap_or_default();
    let offered = |(word, _): (&str, &str)| offers.iter().any(|offer| offer == word);
    if offered(SESSIONS) {
        list_and_end(checker, account, identity, jar).await;
    }
    if offered(PASSWORD) {
        change_password(checker, account, identity, jar).await;
    }
    if offered(EVENTS) {
        hear(checker, account).await;
    }
}

async fn list_and_end(checker: &mut Checker<'_>, account: &Account, identity: &Identity, jar: &mut CookieJar) {
    let (bare, path) = (" without a cookie", SESSIONS.1);
    checker.check_section(get(path), bare, &mut CookieJar::default(), &parts::SESSIONS_NO_COOKIE).await;
    let Some(before) = checker.check_section(get(path), "", jar, &parts::SESSIONS).await else { return };
    let Some(known) = parts::sessions(&before) else { return };
    checker.check_all(&[&parts::SESSIONS_CURRENT, &parts::SESSIONS_ORDER], &before);

    let mut other = begin(checker, account).await;
    let listed = checker.send(get(path), jar).await.ok().and_then(|list| parts::sessions(&list)).unwrap_or_default();
    let new = listed.into_iter().find(|session| !session.current && known.iter().all(|old| old.id != session.id));
    let Some(new) = new.filter(|session| is_segment(&session.id)) else {
        checker.add(parts::SESSIONS_END.skipped("The list has no second session of this user that could be ended."));
        return end_unchecked(checker, &mut other).await;
    };
    checker.secrets.add(&new.id);
    checker.begin_section(format!("DELETE {path}/ID"));
    checker.check(delete(format!("{path}/{}", new.id)), jar, &parts::SESSIONS_END).await;
    checker.check(get(path::USER_BOARD), &mut other.clone(), &parts::SESSIONS_END_ACCESS).await;
    if checker.renews {
        checker.check(refresh(), &mut other, &parts::SESSIONS_END_REFRESH).await;
    }
    checker.check(delete(format!("{path}/{UNKNOWN}")), jar, &parts::SESSIONS_UNKNOWN).await;

    checker.begin_section(format!("DELETE {path}"));
    if matches!(identity, Identity::User(_)) {
        let why = "This check ends all other sessions of the user: use --add-users or --demo.";
        checker.add(parts::SESSIONS_END_OTHERS.skipped(why));
        return;
    }
    let mut other = begin(checker, account).await;
    checker.check(delete(path), jar, &parts::SESSIONS_END_OTHERS).await;
    checker.check(get(path::USER_BOARD), &mut other, &parts::SESSIONS_END_OTHERS_ACCESS).await;
    checker.check(get(path::USER_BOARD), jar, &parts::SESSIONS_END_OTHERS_KEEPS).await;
}

async fn change_password(checker: &mut Checker<'_>, account: &Account, identity: &Identity, jar: &mut CookieJar) {
    let path = PASSWORD.1;
    let change = |current: &str, new: &str| post(path, &json!({ "current": current, "new": new }));
    let new = format!("{}-new", account.password.get(..20).unwrap_or(&account.password));
    let bare = " without a cookie";
    let without_cookie = change(&account.password, &new);
    checker.check_section(without_cookie, bare, &mut CookieJar::default(), &parts::PASSWORD_NO_COOKIE).await;
    checker.begin_section(format!("POST {path}"));
    checker.check(change(UNKNOWN, &new), jar, &parts::PASSWORD_WRONG).await;
    checker.check(change(&account.password, "x"), jar, &parts::PASSWORD_LIMITS).await;
    if !matches!(identity, Identity::Added { .. }) {
        checker.add(parts::PASSWORD.skipped("This check changes the password: use --add-users."));
        return;
    }
    checker.secrets.add(&new);
    let mut other = begin(checker, account).await;
    let result = checker.send(change(&account.password, &new), jar).await;
    if checker.add(parts::PASSWORD.of(result.as_ref())) != Mark::Passes {
        return end_unchecked(checker, &mut other).await;
    }
    checker.check(get(path::USER_BOARD), &mut other, &parts::PASSWORD_OTHERS).await;
    checker.check(get(path::USER_BOARD), jar, &parts::PASSWORD_KEEPS).await;
    let mut next = CookieJar::default();
    checker.check(sign_in(account), &mut next, &parts::PASSWORD_OLD).await;
    checker.check(sign_in(&Account::known(&account.name, &new)), &mut next, &parts::PASSWORD_NEW).await;
    // This request sets `account.password` again, because later checks sign in with that password.
    let _ = checker.send(change(&new, &account.password), jar).await;
    end_unchecked(checker, &mut next).await;
}

async fn hear(checker: &mut Checker<'_>, account: &Account) {
    let path = EVENTS.1;
    let bare = " without a cookie";
    checker.check_section(get(path), bare, &mut CookieJar::default(), &parts::EVENTS_NO_COOKIE).await;
    checker.begin_section(format!("GET {path}"));
    let mut other = begin(checker, account).await;
    let opened = checker.open(get(path), &other).await;
    let head = opened.as_ref().ok().map(|stream| (stream.status, stream.content_type.clone()));
    let mark = checker.add(parts::EVENTS.judge(&head));
    if let (Mark::Passes, Ok(stream)) = (mark, opened) {
        // While the stream is open, a second request signs the session out. For the server, this looks like a sign-out
        // in another tab.
        let (arrival, ()) = tokio::join!(stream.first_event(PATIENCE), end_unchecked(checker, &mut other));
        checker.add(parts::EVENTS_ENDED.judge(&arrival));
    } else {
        end_unchecked(checker, &mut other).await;
    }
}

/// Signs the user in once more, and returns the cookies of this new session. If the server refuses the sign-in, the
/// returned jar has no session cookies.
async fn begin(checker: &mut Checker<'_>, account: &Account) -> CookieJar {
    let mut jar = CookieJar::default();
    let _ = checker.send(sign_in(account), &mut jar).await;
    jar
}

/// Returns whether the text can be a part of a path as it is.
fn is_segment(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~".contains(c))
}

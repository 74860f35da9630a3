//! Checks of the refreshes of a session: with the session's own token, with an unknown token, and with a replaced
//! token.

use super::*;

/// A token that no server has issued.
const UNKNOWN_TOKEN: &str = "evergreen-check-unknown";

/// Checks a refresh of the session, and a refresh with an unknown token.
pub async fn renew(checker: &mut Checker<'_>, jar: &mut CookieJar) {
    checker.begin_section(format!("POST {}", path::REFRESH));
    let (tokens, before) = (refresh_tokens(checker, jar), jar.clone());
    let result = checker.send(refresh(), jar).await;
    let mark = checker.add(sessions::REFRESH.of(result.as_ref()));
    if let (Mark::Passes, Ok(response)) = (mark, &result) {
        checker.add(sessions::ROTATES.judge(&jar.has_replaced(&tokens)));
        checker.check_all(&account::REFRESHED, response);
        checker.check_all(&[&cookies::REFRESH_HTTP_ONLY], response);
        checker.check(get(path::USER_BOARD), jar, &boards::RENEWED).await;
    }
    let mut forged = before.forged(&tokens, UNKNOWN_TOKEN);
    let result =
        checker.check_section(refresh(), " with an unknown token", &mut forged, &sessions::REFRESH_REFUSED).await;
    checker.add(sessions::QUOTES.judge(&result.is_some_and(|response| response.body.contains(UNKNOWN_TOKEN))));
}

/// Checks whether the server still accepts a refresh token that a refresh has replaced. Skips this check if the first
/// refresh fails or does not replace the token. The server may end the session because of this check. Afterwards, this
/// function therefore signs in again, and stores the cookies of the new session in `jar`.
pub async fn reuse(checker: &mut Checker<'_>, account: &Account, jar: &mut CookieJar) {
    checker.begin_section(format!("POST {} with a replaced token", path::REFRESH));
    let (tokens, mut before) = (refresh_tokens(checker, jar), jar.clone());
    let result = checker.send(refresh(), jar).await;
    if !succeeded(&result) || !jar.has_replaced(&tokens) {
        checker.add(sessions::OLD_TOKEN.skipped("This server does not replace it."));
        return;
    }
    let outcome = |result: ResponseResult| result.map_or(Outcome::Unknown, |response| response.outcome());
    let old = outcome(checker.send(refresh(), &mut before).await);
    let new = outcome(checker.send(refresh(), jar).await);
    checker.add(sessions::OLD_TOKEN.judge(&[old, new]));
    *jar = CookieJar::default();
    let _ = checker.send(sign_in(account), jar).await;
}

/// Returns the cookies that may contain the refresh token. These are the cookies that browsers send with a refresh, but
/// not with a request for the user board. If there are no such cookies, returns all cookies that browsers send with a
/// refresh.
fn refresh_tokens(checker: &Checker<'_>, jar: &CookieJar) -> CookieJar {
    let reaching = |call| jar.only(|cookie| reaches(cookie, &checker.target.path(call)));
    let (all, with_boards) = (reaching(path::REFRESH), reaching(path::USER_BOARD));
    let own = all.only(|cookie| with_boards.0.iter().all(|other| other.name() != cookie.name()));
    if own.0.is_empty() { all } else { own }
}

//! The renewals of a session: with its own token, with one that no server gave, with one that was replaced.

use super::*;

/// A token that no server has given.
const UNKNOWN_TOKEN: &str = "evergreen-check-unknown";

/// Renews the session, and tries an unknown token.
pub async fn renew(visit: &mut Visit<'_>, jar: &mut Jar) {
    visit.begin(format!("POST {}", path::REFRESH));
    let (tokens, before) = (refresh_tokens(visit, jar), jar.clone());
    let heard = visit.ask(refresh(), jar).await;
    let mark = visit.found(sessions::REFRESH.of(heard.as_ref()));
    if let (Mark::Kept, Ok(answer)) = (mark, &heard) {
        visit.found(sessions::ROTATES.judge(&jar.has_replaced(&tokens)));
        visit.check_all(&account::REFRESHED, answer);
        visit.check_all(&[&cookies::REFRESH_HTTP_ONLY], answer);
        visit.probe(get(path::USER_BOARD), jar, &boards::RENEWED).await;
    }
    let mut forged = before.forged(&tokens, UNKNOWN_TOKEN);
    let heard = visit.step(refresh(), " with an unknown token", &mut forged, &sessions::REFRESH_REFUSED).await;
    visit.found(sessions::QUOTES.judge(&heard.is_some_and(|answer| answer.body.contains(UNKNOWN_TOKEN))));
}

/// Uses a replaced token. Afterwards `jar` holds a new session, whatever became of this one.
pub async fn reuse(visit: &mut Visit<'_>, account: &Account, jar: &mut Jar) {
    visit.begin(format!("POST {} with a replaced token", path::REFRESH));
    let (tokens, mut before) = (refresh_tokens(visit, jar), jar.clone());
    let heard = visit.ask(refresh(), jar).await;
    if !succeeded(&heard) || !jar.has_replaced(&tokens) {
        visit.found(sessions::OLD_TOKEN.left_out("This server does not replace it."));
        return;
    }
    let outcome = |heard: Heard| heard.map_or(Outcome::Unknown, |answer| answer.outcome());
    let old = outcome(visit.ask(refresh(), &mut before).await);
    let new = outcome(visit.ask(refresh(), jar).await);
    visit.found(sessions::OLD_TOKEN.judge(&[old, new]));
    *jar = Jar::default();
    let _ = visit.ask(sign_in(account), jar).await;
}

/// The cookies that reach the refresh and whose names do not reach the boards, or, where there are none, all that reach
/// the refresh.
fn refresh_tokens(visit: &Visit<'_>, jar: &Jar) -> Jar {
    let reaching = |call| jar.only(|cookie| reaches(cookie, &visit.place.path(call)));
    let (all, with_boards) = (reaching(path::REFRESH), reaching(path::USER_BOARD));
    let own = all.only(|cookie| with_boards.0.iter().all(|other| other.name() != cookie.name()));
    if own.0.is_empty() { all } else { own }
}

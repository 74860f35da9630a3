//! What can be asked without an account: the addresses, CORS, and every call's answer to somebody unknown.
//! It must not know what follows with an account.

use super::nothing;
use crate::check_server::{
    account::Account,
    answer::{Heard, NoAnswer},
    contract::path,
    finding::Finding,
    jar::Jar,
    judge::{address, board, cors, every_answer, preflight, refresh, sign_in, sign_out},
    place::Nearness,
    visit::Visit,
};
use anyhow::{Result, bail};

/// A site that is not the app's. Nobody can have it (RFC 2606).
const ANOTHER_SITE: &str = "https://another-site.example";
/// A call that no server has.
const NO_CALL: &str = "/test/no-such-call";

/// Asks; whether the server has a refresh.
///
/// # Errors
/// When the server cannot be reached at all.
pub async fn play(visit: &mut Visit<'_>) -> Result<bool> {
    visit.begin("The addresses");
    visit.found(address::judge(&visit.place));
    reach(visit).await?;

    if !is_own_origin(visit) {
        visit.begin(format!("POST {} from another site's page", path::SIGN_OUT));
        let heard = visit.post_from(ANOTHER_SITE, path::SIGN_OUT, &nothing()).await;
        visit.found([cors::foreign(&heard, ANOTHER_SITE)]);
    }

    visit.begin(format!("POST {} of nobody", path::SIGN_IN));
    let nobody = Account::made_up()?;
    let heard = super::sign_in(visit, &nobody, &mut Jar::default()).await;
    visit.found([sign_in::refused(&sign_in::UNKNOWN_USER, &heard)]);

    visit.begin(format!("GET {} without a cookie", path::USER_BOARD));
    let heard = visit.get(path::USER_BOARD, &mut Jar::default()).await;
    visit.found([board::without_cookie(&heard)]);

    visit.begin(format!("POST {} without a cookie", path::REFRESH));
    let heard = super::refresh(visit, &mut Jar::default()).await;
    visit.found([refresh::without_cookie(&heard)]);
    let renews = !heard.as_ref().is_ok_and(|answer| refresh::outcome(answer) == refresh::Outcome::Missing);

    visit.begin(format!("POST {} without a cookie", path::SIGN_OUT));
    let heard = super::sign_out(visit, &mut Jar::default()).await;
    visit.found([sign_out::answered(&sign_out::NO_COOKIE, &heard)]);

    visit.begin(format!("GET {NO_CALL}"));
    let heard = visit.get_aside(NO_CALL).await;
    let open = is_own_origin(visit) || heard.as_ref().is_ok_and(|answer| cors::is_open(answer, &visit.place.origin()));
    visit.found([every_answer::unknown_path(&heard, open)]);
    Ok(renews)
}

async fn reach(visit: &mut Visit<'_>) -> Result<()> {
    visit.begin(format!("GET {}", path::PUBLIC_BOARD));
    let first = visit.get(path::PUBLIC_BOARD, &mut Jar::default()).await;
    if let Err(NoAnswer::Unreachable(why)) = &first {
        bail!("{}", unreachable(visit, why));
    }
    visit.found([board::shown(&board::PUBLIC, &first)]);
    if is_own_origin(visit) {
        return answered(visit, &first);
    }
    visit.found(readable(&first, &visit.place.origin()));
    visit.begin(format!("OPTIONS {} (what a browser asks before it sends a POST)", path::SIGN_IN));
    let asked = visit.preflight(path::SIGN_IN).await;
    if first.is_err() {
        answered(visit, &asked)?;
    }
    visit.found(preflight::judge(&asked, &visit.place.origin()));
    Ok(())
}

fn answered(visit: &Visit<'_>, heard: &Heard) -> Result<()> {
    match heard {
        Ok(_) => Ok(()),
        Err(none) => bail!("{}", unreachable(visit, &none.to_string())),
    }
}

fn unreachable(visit: &Visit<'_>, why: &str) -> String {
    format!("{} cannot be reached: {why}. Is the server running, and is this its address?", visit.place.api())
}

fn readable(heard: &Heard, origin: &str) -> Vec<Finding> {
    let Ok(answer) = heard else { return Vec::new() };
    vec![cors::origin(&cors::ORIGIN, answer, origin), cors::credentials(&cors::CREDENTIALS, answer)]
}

pub(super) fn is_own_origin(visit: &Visit<'_>) -> bool {
    visit.place.nearness() == Nearness::SameOrigin
}

/// What is judged over all answers, once there are no more.
pub fn look_back(visit: &mut Visit<'_>) {
    visit.begin("All answers");
    let (origin, own) = (visit.place.origin(), is_own_origin(visit));
    if !own {
        visit.found([every_answer::open(&visit.exchanges, &origin)]);
    }
    visit.found(every_answer::judge(&visit.exchanges, own));
}

//! What can be asked without an account: the addresses, CORS, and every call's answer to somebody unknown.

use super::*;

/// A call that no server has.
const NO_CALL: &str = "/test/no-such-call";

/// Makes these calls, and learns whether the server has a refresh. Fails when the server cannot be reached at all.
pub async fn play(visit: &mut Visit<'_>) -> Result<()> {
    visit.begin("The addresses");
    visit.found(reach::SITE.judge(&visit.place));
    visit.found(reach::TRANSPORT.judge(&visit.place));

    visit.begin(format!("GET {}", path::PUBLIC_BOARD));
    let first = visit.ask(get(path::PUBLIC_BOARD), &mut Jar::default()).await;
    if let Err(none) = first.as_ref()
        && (visit.place.is_own_origin() || !none.connected)
    {
        return unreachable(visit, none);
    }
    visit.found(boards::PUBLIC.of(first.as_ref()));
    if !visit.place.is_own_origin() {
        cross_origin(visit, &first).await?;
    }
    visit.step(sign_in(&Account::random()?), " of nobody", &mut Jar::default(), &account::UNKNOWN_USER).await;
    let bare = " without a cookie";
    visit.step(get(path::USER_BOARD), bare, &mut Jar::default(), &boards::NO_COOKIE).await;
    let heard = visit.step(refresh(), bare, &mut Jar::default(), &sessions::REFRESH_NO_COOKIE).await;
    visit.renews = !heard.is_some_and(|answer| answer.outcome() == Outcome::Missing);
    visit.step(sign_out(), bare, &mut Jar::default(), &sessions::SIGN_OUT_NO_COOKIE).await;

    visit.begin(format!("GET {NO_CALL}"));
    let heard = visit.aside(get(NO_CALL)).await;
    visit.found(reach::UNKNOWN_PATH.of(heard.as_ref()));
    Ok(())
}

/// What browsers ask of an API on another origin than the app's; `first` is the answer to the first call.
async fn cross_origin(visit: &mut Visit<'_>, first: &Heard) -> Result<()> {
    if let Ok(answer) = first {
        visit.check_all(&reach::CORS, answer);
    }
    visit.begin(format!("OPTIONS {} (what a browser asks before it sends a POST)", path::SIGN_IN));
    let asks = [("access-control-request-method", "POST"), ("access-control-request-headers", "content-type")];
    let headers = asks.map(|(name, value)| (name, value.to_owned())).into();
    let heard = visit.aside(Request { method: Method::OPTIONS, headers, ..get(path::SIGN_IN) }).await;
    if let (Err(_), Err(none)) = (first, &heard) {
        return unreachable(visit, none);
    }
    visit.found(reach::PREFLIGHT.of(heard.as_ref()));
    if let Ok(answer) = &heard {
        visit.check_all(&reach::PREFLIGHT_HEADERS, answer);
    }

    visit.begin(format!("POST {} from another site's page", path::SIGN_OUT));
    let mut foreign = sign_out();
    foreign.headers.push(("origin", reach::ANOTHER_SITE.to_owned()));
    let heard = visit.aside(foreign).await;
    visit.found(reach::FOREIGN.of(heard.as_ref()));
    Ok(())
}

fn unreachable(visit: &Visit<'_>, none: &NoAnswer) -> Result<()> {
    bail!("{} cannot be reached: {}. Is the server running, and is this its address?", visit.place.api(), none.came)
}

/// Judges what all answers have in common, once there are no more.
pub fn look_back(visit: &mut Visit<'_>) {
    visit.begin("All answers");
    let own_origin = visit.place.is_own_origin();
    for (is_odd, check) in &reach::NO_ANSWER[if own_origin { 1..3 } else { 0..4 }] {
        visit.found(check.judge(&facts::list(&visit.answers, is_odd)));
    }
    if !own_origin {
        let mut answers = visit.answers.iter();
        let exposed = answers.any(|answer| answer.lists("access-control-expose-headers", "retry-after"));
        visit.found(reach::RETRY_AFTER.judge(&exposed));
    }
}

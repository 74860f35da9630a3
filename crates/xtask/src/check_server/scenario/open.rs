//! The checks that need no account. They are about the addresses of the app and of the API, about CORS, about the
//! responses to a client that is not signed in, and about what all responses must have in common.

use super::*;

/// A path that is not in the contract. It is assumed that no server has this path.
const MISSING_PATH: &str = "/test/no-such-call";

/// Runs the checks of this module, except [`check_all_responses`]. Also sets `checker.renews`, which says whether the
/// server offers a refresh.
///
/// # Errors
/// If the server cannot be reached at all, or if the system returns no random bytes.
pub async fn run(checker: &mut Checker<'_>) -> Result<()> {
    checker.begin_section("The addresses");
    checker.add(addresses_and_cors::SITE.judge(&checker.target));
    checker.add(addresses_and_cors::TRANSPORT.judge(&checker.target));

    checker.begin_section(format!("GET {}", path::PUBLIC_BOARD));
    let first = checker.send(get(path::PUBLIC_BOARD), &mut CookieJar::default()).await;
    if let Err(none) = first.as_ref()
        && (checker.target.is_own_origin() || !none.connected)
    {
        return unreachable(checker, none);
    }
    checker.add(boards::PUBLIC.of(first.as_ref()));
    if !checker.target.is_own_origin() {
        cross_origin(checker, &first).await?;
    }
    checker
        .check_section(
            sign_in(&Account::random()?),
            " as an unknown user",
            &mut CookieJar::default(),
            &account::UNKNOWN_USER,
        )
        .await;
    let bare = " without a cookie";
    checker.check_section(get(path::USER_BOARD), bare, &mut CookieJar::default(), &boards::NO_COOKIE).await;
    let result = checker.check_section(refresh(), bare, &mut CookieJar::default(), &sessions::REFRESH_NO_COOKIE).await;
    checker.renews = !result.is_some_and(|response| response.outcome() == Outcome::Missing);
    checker.check_section(sign_out(), bare, &mut CookieJar::default(), &sessions::SIGN_OUT_NO_COOKIE).await;

    checker.begin_section(format!("GET {MISSING_PATH}"));
    let result = checker.send_unrecorded(get(MISSING_PATH)).await;
    checker.add(addresses_and_cors::UNKNOWN_PATH.of(result.as_ref()));
    Ok(())
}

/// Runs the checks for an API whose origin is not the app's origin. `first` is the result of the first request. Returns
/// an error if the server cannot be reached.
async fn cross_origin(checker: &mut Checker<'_>, first: &ResponseResult) -> Result<()> {
    if let Ok(response) = first {
        checker.check_all(&addresses_and_cors::CORS, response);
    }
    checker.begin_section(format!("OPTIONS {} (what a browser asks before it sends a POST)", path::SIGN_IN));
    let asks = [("access-control-request-method", "POST"), ("access-control-request-headers", "content-type")];
    let headers = asks.map(|(name, value)| (name, value.to_owned())).into();
    let result = checker.send_unrecorded(Request { method: Method::OPTIONS, headers, ..get(path::SIGN_IN) }).await;
    if let (Err(_), Err(none)) = (first, &result) {
        return unreachable(checker, none);
    }
    checker.add(addresses_and_cors::PREFLIGHT.of(result.as_ref()));
    if let Ok(response) = &result {
        checker.check_all(&addresses_and_cors::PREFLIGHT_HEADERS, response);
    }

    checker.begin_section(format!("POST {} from another site's page", path::SIGN_OUT));
    let mut foreign = sign_out();
    foreign.headers.push(("origin", addresses_and_cors::ANOTHER_SITE.to_owned()));
    let result = checker.send_unrecorded(foreign).await;
    checker.add(addresses_and_cors::FOREIGN.of(result.as_ref()));
    Ok(())
}

fn unreachable(checker: &Checker<'_>, none: &NoResponse) -> Result<()> {
    bail!(
        "{} cannot be reached: {}. Is the server running, and is the address correct?",
        checker.target.api(),
        none.actual
    )
}

/// Checks what all responses must have in common. Call this after the last request.
pub fn check_all_responses(checker: &mut Checker<'_>) {
    checker.begin_section("All responses");
    let own_origin = checker.target.is_own_origin();
    for (is_unwanted, check) in &addresses_and_cors::UNWANTED[if own_origin { 1..3 } else { 0..4 }] {
        checker.add(check.judge(&observations::list(&checker.responses, is_unwanted)));
    }
    if !own_origin {
        let mut responses = checker.responses.iter();
        let exposed = responses.any(|response| response.lists("access-control-expose-headers", "retry-after"));
        checker.add(addresses_and_cors::RETRY_AFTER.judge(&exposed));
    }
}

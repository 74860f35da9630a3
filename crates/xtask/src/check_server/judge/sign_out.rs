//! Judges sign-outs: what the server says, what it leaves in the browser, what it leaves alive.
//! It must not know how the session began.

use crate::check_server::{
    answer::{Answer, Heard},
    cookie::Life,
    finding::{Check, Finding},
    jar::{Jar, cookies},
    judge::{cookies::name, refresh},
};

/// Nobody is signed in.
pub static NO_COOKIE: Check =
    Check::new("sign-out-without-cookie", "a sign-out without a cookie is answered with success");
/// Somebody is.
pub static SIGN_OUT: Check = Check::new("sign-out", "a sign-out is answered with success");
/// The browser's side.
pub static CLEARS: Check =
    Check::new("sign-out-clears", "it takes the cookies away (by an age or a date that is over)");
/// The server's side.
pub static ACCESS: Check = Check::new("sign-out-access", "afterwards the access token is refused");
/// The server's side.
pub static REFRESH: Check = Check::new("sign-out-refresh", "afterwards the refresh token is refused");
/// The trap.
pub static NO_TOKEN: Check =
    Check::new("sign-out-without-token", "after a sign-out whose access token is gone, the user can sign in again");

/// The answer to a sign-out, with cookies or without.
pub fn answered(check: &Check, heard: &Heard) -> Finding {
    check.of(heard, |answer| {
        let own = answer.is_empty() || answer.json().is_some();
        match answer.status {
            200..=299 if own => check.kept(answer.told()),
            404 | 405 => check.differs(
                answer.told(),
                "There is no such call: the app forgets the user, and the cookies stay good until they expire.",
            ),
            300..=499 if own && answer.status != 429 && !answer.is_masked() => {
                check.differs(answer.told(), "The app takes it for done, since the server itself has answered.")
            }
            _ => check.fails(
                answer.told(),
                "The app has signed out on the page, but says that the server does not know yet, and tells it again and again.",
            ),
        }
    })
}

/// What is left in the browser.
pub fn clears(answer: &Answer, left: &Jar) -> Finding {
    if !left.is_empty() {
        let names: Vec<_> = left.all_names().into_iter().map(name).collect();
        return CLEARS.fails(
            format!("{} stays", names.join(", ")),
            "A security fault: who uses this browser next still holds the session. Clear each cookie under the Path that it \
             was set with.",
        );
    }
    let emptied = cookies(answer).iter().any(|cookie| cookie.life != Life::Over);
    match emptied {
        false => CLEARS.kept("gone"),
        true => CLEARS.differs("emptied, not taken away", "As good: what is left of them holds nothing."),
    }
}

/// The user board under the access token of a session that was signed out.
pub fn access(heard: &Heard) -> Finding {
    ACCESS.of(heard, |answer| match answer.status {
        401 | 403 => ACCESS.kept(answer.told()),
        200..=299 => ACCESS.differs(
            answer.told(),
            "The app has no part in it; but who copied that token goes on until it expires: keep access tokens short.",
        ),
        _ => ACCESS.differs(answer.told(), "It says nothing about the token."),
    })
}

/// A refresh with the token of a session that was signed out.
pub fn refresh(heard: &Heard) -> Finding {
    REFRESH.of(heard, |answer| match refresh::outcome(answer) {
        refresh::Outcome::Ended => REFRESH.kept(answer.shape()),
        refresh::Outcome::Renewed => REFRESH.differs(
            answer.shape(),
            "The app has no part in it; but the session lives on at the server: who copied its refresh token goes on until it \
             expires.",
        ),
        _ => REFRESH.differs(answer.shape(), "It says nothing about the token."),
    })
}

/// A sign-in after a sign-out whose access token did not come along.
pub fn without_token(heard: &Heard) -> Finding {
    let check = &NO_TOKEN;
    check.of(heard, |answer| match answer.is_success() {
        true => check.kept(answer.shape()),
        false => check.differs(
            answer.told(),
            "Such a sign-out clears the cookies, leaves the session at the server, and so locks the user out for good. \
             Therefore the app refreshes before it signs out.",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{
        finding::Mark::{Differs, Fails, Kept},
        recording::{made, recorded},
    };

    fn left_after(server: &str, answer: &Answer) -> Jar {
        let mut jar = Jar::default();
        jar.take(&recorded(server, "sign in"), "/api/auth/signin");
        jar.take(answer, "/api/auth/signout");
        jar
    }

    #[test]
    fn the_real_servers_sign_out() {
        for (server, mark) in [("spring", Differs), ("node", Kept)] {
            let answer = recorded(server, "sign out");
            assert_eq!(clears(&answer, &left_after(server, &answer)).mark, mark, "{server}");
            assert_eq!(answered(&SIGN_OUT, &Ok(answer)).mark, Kept);
        }
        assert_eq!(without_token(&Ok(recorded("spring", "sign in again while signed in elsewhere"))).mark, Differs);
    }

    #[test]
    fn cookies_that_stay_are_a_security_fault() {
        let elsewhere = [("set-cookie", "bezkoder-jwt=; Path=/"), ("set-cookie", "bezkoder-jwt-refresh=; Path=/")];
        let answer = made(200, &elsewhere, "{}");
        let finding = clears(&answer, &left_after("spring", &answer));
        assert!(finding.mark == Fails && finding.came.contains("bezkoder-jwt-refresh"), "{finding:?}");
    }

    #[test]
    fn a_sign_out_is_over_where_the_app_takes_it_for_that() {
        let masked = r#"{"path":"/error"}"#;
        for (status, body, mark) in [
            (200, "", Kept),
            (204, "", Kept),
            (401, "{}", Differs),
            (404, "<html>", Differs),
            (200, "<html>hotel", Fails),
            (401, masked, Fails),
            (429, "{}", Fails),
            (502, "<html>", Fails),
        ] {
            assert_eq!(answered(&NO_COOKIE, &Ok(made(status, &[], body))).mark, mark, "{status} {body}");
        }
    }

    #[test]
    fn what_lives_on_at_the_server_is_told() {
        assert_eq!(access(&Ok(made(401, &[], "{}"))).mark, Kept);
        assert_eq!(access(&Ok(made(200, &[], "User Content."))).mark, Differs);
        assert_eq!(refresh(&Ok(recorded("spring", "refresh, unknown token"))).mark, Kept);
        assert_eq!(refresh(&Ok(recorded("spring", "refresh"))).mark, Differs);
    }
}

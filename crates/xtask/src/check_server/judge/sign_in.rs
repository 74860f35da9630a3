//! Judges sign-ins: good, bad, from a second device, after a sign-out.
//! It must not know what else a good one says, nor the cookies that come along.

use crate::check_server::{
    answer::Heard,
    finding::{Check, Finding},
    judge::user,
};

/// A name that nobody has.
pub static UNKNOWN_USER: Check = Check::new("unknown-user", "an unknown user is refused with 401 and a sentence");
/// A password that is not the user's.
pub static WRONG_PASSWORD: Check = Check::new("wrong-password", "a wrong password is refused with 401 and a sentence");
/// The right ones.
pub static SIGN_IN: Check = Check::new("sign-in", "name and password sign in, with the user's id and name");
/// Another device.
pub static SECOND: Check = Check::new("second-sign-in", "a user may be signed in on two devices");
/// After a sign-out.
pub static AGAIN: Check = Check::new("sign-in-again", "after the sign-out the user can sign in again");

/// A sign-in that must be refused.
pub fn refused(check: &Check, heard: &Heard) -> Finding {
    check.of(heard, |answer| {
        let came = answer.told();
        match answer.status {
            200..=299 => check.fails(came, "A security fault: anybody gets in."),
            300..=399 => check.fails(came, "A browser goes where it is sent, and the app cannot tell what was wrong."),
            401 if answer.is_masked() => check.differs(
                came,
                "The app cannot tell it from a user who is signed in elsewhere, and says that, instead of what was wrong.",
            ),
            _ if answer.is_page() && answer.status < 500 => {
                check.differs(came, "The app does not show web pages: it says that the server refused, and with which status.")
            }
            401 if answer.message().is_some() => check.kept(came),
            404 => check.differs(
                came,
                "The app shows the sentence; but by it anybody can find out which names have an account.",
            ),
            429 => check.differs(came, "Sign-ins are limited just now; the app says so, and for how long if Retry-After is there."),
            400..=499 => check.differs(came, "The app shows the server's sentence, or the status where there is none."),
            _ => check.fails(came, "The app says that the server failed, whatever was typed."),
        }
    })
}

/// A sign-in that must succeed.
pub fn accepted(heard: &Heard) -> Finding {
    let check = &SIGN_IN;
    check.of(heard, |answer| match answer.status {
        200..=299 => match user::kind_of_id(answer) {
            Some(kind) => check.kept(format!("{}, the id is a {kind}", answer.status)),
            None => check.fails(
                answer.shape(),
                "The app needs `id` (a whole number or a text) and `username` (a text): it signs out at once, and says \
                 that the answer could not be understood.",
            ),
        },
        401 if answer.is_masked() => check.fails(
            answer.told(),
            "It may be that this server allows one refresh token a user, and this one is signed in elsewhere: sign out \
             there, or use another account. Nothing that needs a session could be checked.",
        ),
        _ => check.fails(answer.told(), "Nothing that needs a session could be checked: are name and password right?"),
    })
}

/// A second sign-in of the same user, from another device.
pub fn second(heard: &Heard) -> Finding {
    let check = &SECOND;
    check.of(heard, |answer| match answer.status {
        200..=299 => check.kept(answer.shape()),
        401 if answer.is_masked() => check.differs(
            answer.shape(),
            "One refresh token a user: who is signed in on one device gets into no other until signed out there. The app \
             tidies up what its own browser has left, tries once more, and then says that the account may be signed in \
             elsewhere.",
        ),
        _ => check.differs(answer.told(), "The app shows the server's sentence; one device has to be enough for each user."),
    })
}

/// The first session, after the second sign-in succeeded.
pub fn second_ends_first() -> Finding {
    SECOND.differs(
        "the second sign-in ends the first session",
        "The first device says that its session has expired, and asks to sign in again, in place.",
    )
}

/// A sign-in after a sign-out.
pub fn again(heard: &Heard) -> Finding {
    let check = &AGAIN;
    check.of(heard, |answer| match answer.is_success() {
        true => check.kept(answer.shape()),
        false => check.fails(answer.told(), "A sign-out locks the user out: the app can do nothing about that."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{
        finding::Mark::{Differs, Fails, Kept},
        recording::{made, recorded},
    };

    #[test]
    fn the_real_servers_sign_in() {
        for (server, unknown, second_time) in [("spring", Kept, Differs), ("node", Differs, Kept)] {
            let of = |name| Ok(recorded(server, name));
            assert_eq!(refused(&WRONG_PASSWORD, &of("sign in, wrong password")).mark, Kept);
            assert_eq!(refused(&UNKNOWN_USER, &of("sign in, unknown user")).mark, unknown);
            assert_eq!(accepted(&of("sign in")).mark, Kept);
            assert_eq!(second(&of("sign in again while signed in elsewhere")).mark, second_time);
        }
        assert_eq!(again(&Ok(recorded("spring", "sign in again while signed in elsewhere"))).mark, Fails);
    }

    #[test]
    fn a_bad_sign_in_is_judged_by_what_the_app_would_say() {
        for (status, text, mark) in [
            (200, "{}", Fails),
            (302, "", Fails),
            (401, "", Differs),
            (401, "no such user", Kept),
            (401, r#"{"path":"/error","message":"Full"}"#, Differs),
            (403, "<html>firewall", Differs),
            (422, "{}", Differs),
            (429, "{}", Differs),
            (500, "{}", Fails),
            (502, "<html>", Fails),
        ] {
            assert_eq!(refused(&UNKNOWN_USER, &Ok(made(status, &[], text))).mark, mark, "{status} {text}");
        }
    }

    #[test]
    fn an_id_is_a_number_or_a_text_and_nothing_less() {
        for (text, mark) in [
            (r#"{"id":7,"username":"amy"}"#, Kept),
            (r#"{"id":"64f0","username":"amy"}"#, Kept),
            (r#"{"id":1.5,"username":"amy"}"#, Fails),
            (r#"{"username":"amy"}"#, Fails),
            (r#"{"id":7,"user":{"username":"amy"}}"#, Fails),
            ("signed in", Fails),
        ] {
            assert_eq!(accepted(&Ok(made(200, &[], text))).mark, mark, "{text}");
        }
    }
}

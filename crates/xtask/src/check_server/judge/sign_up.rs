//! Judges sign-ups: good ones, taken names, broken limits, roles that were asked for.
//! It must not know how the users are named.

use crate::check_server::{
    answer::{Answer, Heard},
    finding::{Check, Finding},
};

/// A good one.
pub static SIGN_UP: Check = Check::new("sign-up", "a sign-up is answered with success");
/// The name again.
pub static NAME_TAKEN: Check = Check::new("sign-up-name-taken", "a taken name is refused with 400 and a sentence");
/// The address again.
pub static EMAIL_TAKEN: Check = Check::new("sign-up-email-taken", "a taken email is refused with 400 and a sentence");
/// Too long, too short.
pub static LIMITS: Check =
    Check::new("sign-up-limits", "a sign-up beyond the limits is refused with 400 and a sentence");
/// More than a user.
pub static ROLES: Check =
    Check::new("sign-up-roles", "roles that a sign-up asks for (`role`, `roles`) are not granted");

/// A sign-up that must succeed.
pub fn accepted(heard: &Heard) -> Finding {
    let check = &SIGN_UP;
    check.of(heard, |answer| match answer.status {
        200..=299 if !answer.is_page() => check.kept(answer.told()),
        200..=299 => check.fails(answer.told(), "The app takes a web page for no answer of the API."),
        404 | 405 => check.differs(answer.told(), "Nobody can sign up here: take the page out of the app's routes."),
        _ => check.fails(answer.told(), "Nobody can sign up; the app shows what the server said, if it said anything."),
    })
}

/// A sign-up with a name that is taken.
pub fn name_taken(heard: &Heard) -> Finding {
    refused(&NAME_TAKEN, heard, |came| {
        NAME_TAKEN.fails(came, "Two users of one name: nobody knows which of them signs in.")
    })
}

/// A sign-up with an address that is taken.
pub fn email_taken(heard: &Heard) -> Finding {
    refused(&EMAIL_TAKEN, heard, |came| {
        EMAIL_TAKEN.differs(came, "The app does not mind; two users may share an address here.")
    })
}

/// A sign-up beyond the limits.
pub fn limits(heard: &Heard) -> Finding {
    refused(&LIMITS, heard, |came| {
        LIMITS.differs(came, "The app's form keeps the limits itself; whoever calls the server directly does not.")
    })
}

fn refused(check: &Check, heard: &Heard, accepted: impl FnOnce(String) -> Finding) -> Finding {
    check.of(heard, |answer| {
        let came = answer.told();
        match answer.status {
            200..=299 => accepted(came),
            400 if answer.message().is_some() => check.kept(came),
            400..=499 if answer.message().is_some() => check.differs(came, "The app shows the sentence just as well."),
            400..=499 => check.differs(
                came,
                "The app can only say that the sign-up was refused without a reason; its form keeps the limits itself.",
            ),
            _ => check.differs(came, "The app says that the server failed, and offers to try again."),
        }
    })
}

/// A sign-up that asks for roles: refused as a whole, or what was granted beside a plain user's roles.
pub fn roles(asked: &Heard, granted: Option<&[String]>) -> Finding {
    let check = &ROLES;
    check.of(asked, |answer: &Answer| match granted {
        _ if !answer.is_success() => check.kept(format!("refused: {}", answer.told())),
        None => check.left_out("That user could not be signed in."),
        Some([]) => check.kept("none granted"),
        Some(roles) => check.differs(
            format!("granted: {}", roles.join(", ")),
            "Whoever can reach this server can make themselves that. The app never asks for roles; do not put such a server \
             where others reach it.",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{
        finding::Mark::{self, Differs, Fails, Kept},
        recording::{made, recorded},
    };

    #[test]
    fn the_real_servers_sign_ups() {
        for server in ["spring", "node"] {
            let of = |name| Ok(recorded(server, name));
            assert_eq!(accepted(&of("sign up")).mark, Kept);
            assert_eq!(name_taken(&of("sign up, name taken")).mark, Kept);
            assert_eq!(email_taken(&of("sign up, e-mail taken")).mark, Kept);
            assert_eq!(limits(&of("sign up, beyond the limits")).mark, Differs, "{server}");
        }
    }

    #[test]
    fn other_refusals_are_shown_or_explained() {
        for (status, body, mark) in [
            (409, r#"{"message":"taken"}"#, Differs),
            (400, "{}", Differs),
            (400, "taken", Kept),
            (500, "{}", Differs),
            (200, "{}", Fails),
        ] {
            assert_eq!(name_taken(&Ok(made(status, &[], body))).mark, mark, "{status} {body}");
        }
        let marks: Vec<Mark> = [(201, "{}"), (404, "{}"), (200, "<html>"), (500, "{}")]
            .map(|(status, body)| accepted(&Ok(made(status, &[], body))).mark)
            .into();
        assert_eq!(marks, [Kept, Differs, Fails, Fails]);
    }

    #[test]
    fn granted_roles_are_told() {
        let good = Ok(made(200, &[], "{}"));
        assert_eq!(roles(&good, Some(&[])).mark, Kept);
        assert_eq!(roles(&good, None).mark, Mark::LeftOut);
        let finding = roles(&good, Some(&["ROLE_ADMIN".to_owned()]));
        assert!(finding.mark == Differs && finding.came.contains("ROLE_ADMIN"));
        assert_eq!(roles(&Ok(made(400, &[], "{}")), None).mark, Kept);
    }
}

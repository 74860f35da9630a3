//! Checks the fields of the sign-up form against the limits of the server. The app checks the fields before it sends
//! them, because some servers refuse a sign-up without saying which field is wrong.

use std::ops::RangeInclusive;

use yew::AttrValue;

use crate::form_limits;
use crate::sign_up::NewUser;
use crate::texts::forms;

/// The error of each field of a form. `None` if the field is valid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors {
    /// The error of the username.
    pub username: Option<AttrValue>,
    /// The error of the e-mail address. Always `None` in the sign-in form, which has no such field.
    pub email: Option<AttrValue>,
    /// The error of the password.
    pub password: Option<AttrValue>,
}

/// Checks all fields, and returns the error of each. So a person sees all errors at once.
pub fn check(new_user: &NewUser) -> FieldErrors {
    FieldErrors {
        username: blank(&new_user.username, forms::NEW_USERNAME_MISSING)
            .or_else(|| length(&new_user.username, form_limits::USERNAME)),
        email: blank(&new_user.email, forms::EMAIL_MISSING).or_else(|| address(&new_user.email)),
        password: new_password(&new_user.password),
    }
}

/// Returns what is wrong with a new password; `None` if it is allowed.
pub fn new_password(text: &str) -> Option<AttrValue> {
    text.is_empty().then(|| forms::NEW_PASSWORD_MISSING.into()).or_else(|| length(text, form_limits::PASSWORD))
}

/// Returns `words` if the text is empty or contains only white space, and `None` otherwise.
pub fn blank(text: &str, words: &'static str) -> Option<AttrValue> {
    text.trim().is_empty().then(|| words.into())
}

fn length(text: &str, limits: RangeInclusive<usize>) -> Option<AttrValue> {
    let outside = !limits.contains(&text.chars().count());
    outside.then(|| forms::wrong_length(&limits).into())
}

fn address(text: &str) -> Option<AttrValue> {
    if text.chars().count() > form_limits::EMAIL {
        return Some(forms::email_too_long(form_limits::EMAIL).into());
    }
    (!is_address(text)).then(|| forms::EMAIL_INVALID.into())
}

/// Returns whether the text can be an e-mail address: a name, one `@`, and a host. The name and the host may contain
/// only allowed characters. Neither of them may begin or end with a dot, or contain two dots in a row. Dots divide the
/// host into parts. No part may begin or end with a hyphen.
fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let dots_single = |part: &str| part.split('.').all(|label| !label.is_empty());
    let label = |label: &str| {
        // Every character outside of ASCII counts as a letter. To check such a character, the program would need the
        // tables of Unicode, which are larger than the rest of the form.
        let char = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '-';
        !label.starts_with('-') && !label.ends_with('-') && label.chars().all(char)
    };
    let name_char = |c: char| !c.is_whitespace() && !c.is_control() && !"@\"(),:;<>[\\]".contains(c);
    dots_single(name) && dots_single(host) && name.chars().all(name_char) && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(username: &str, email: &str, password: &str) -> FieldErrors {
        check(&NewUser { username: username.into(), email: email.into(), password: password.into() })
    }

    #[test]
    fn the_limits_are_the_contracts_and_count_characters() {
        for username in ["amy", "ämy", &"é".repeat(20)] {
            assert_eq!(of(username, "amy@example.org", "secret"), FieldErrors::default());
        }
        for username in ["", "   ", "am", &"a".repeat(21)] {
            assert!(of(username, "amy@example.org", "secret").username.is_some(), "{username:?}");
        }
        for password in ["ü".repeat(6), "p".repeat(40)] {
            assert_eq!(of("amy", "amy@example.org", &password), FieldErrors::default());
        }
        for password in [String::new(), "p".repeat(5), "p".repeat(41)] {
            assert!(of("amy", "amy@example.org", &password).password.is_some(), "{password:?}");
        }
    }

    #[test]
    fn addresses_are_held_to_what_every_server_asks_for() {
        let long = format!("{}@example.org", "a".repeat(38));
        assert_eq!(long.chars().count(), 50);
        for email in ["a@b", "amy+x@mail.example.org", "o'hara@example.org", "amy@münchen.example", &long] {
            assert_eq!(of("amy", email, "secret").email, None, "{email:?}");
        }
        let too_long = format!("a{long}");
        for email in [
            "",
            "amy",
            "@example.org",
            "amy@",
            "a@b@c",
            "a b@c.d",
            "amy@ex ample.org",
            "amy@.org",
            "amy@example..org",
            ".amy@example.org",
            "amy.@example.org",
            "amy@-x.org",
            "amy@x,org",
            " ",
            &too_long,
        ] {
            assert!(of("amy", email, "secret").email.is_some(), "{email:?}");
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let complaints = of("", "", "");
        assert!(complaints.username.is_some() && complaints.email.is_some() && complaints.password.is_some());
    }
}

//! The texts of errors. Most of them say what the person can do.

use evergreen_session::{Error, Transient};

use super::session_end;
use crate::config::ConfigError;

pub const TRY_AGAIN: &str = "Try again";
pub const RELOAD: &str = "Reload";
pub const SIGN_IN_AGAIN: &str = "Sign in again";

/// A page whose code is loaded on demand could not be loaded. After a new release, the server may not have the code any
/// more: `static/outdated.js` has the text for this case.
pub const NOT_LOADED: &str = "This page could not be loaded. Check your connection, then try again or reload.";

/// Says what an error means to the user, and in most cases what the user can do.
pub fn of_error(error: &Error) -> String {
    match error {
        Error::NotSignedIn(Some(reason)) => session_end::of_reason(*reason).to_owned(),
        Error::NotSignedIn(None) => "Please sign in.".to_owned(),
        Error::SessionChanged => "Your session changed in the meantime.".to_owned(),
        Error::Forbidden { message: Some(message), .. } => format!("You are not allowed to see this: {message}"),
        Error::Forbidden { message: None, .. } => "You are not allowed to see this.".to_owned(),
        Error::Rejected { message: Some(message), .. } => message.clone(),
        Error::Rejected { status, message: None } => format!("The server refused the request (status {status})."),
        Error::Unserializable => "This could not be sent because of an error in the app. Please report it.".to_owned(),
        Error::OtherUser => "Another user is already signed in here. Sign out first.".to_owned(),
        Error::NoRefresh => "This server does not support token refresh.".to_owned(),
        Error::Transient(transient) => of_transient(transient),
    }
}

fn of_transient(transient: &Transient) -> String {
    let fixed = match transient {
        Transient::Limited(Some(seconds @ 2..)) => {
            return format!("Too many attempts. Try again in {seconds} seconds.");
        }
        Transient::Failed(_, Some(message)) => return format!("The server reported an error: {message}"),
        Transient::Failed(status, None) => {
            return format!("The server reported an error (status {status}). Try again in a moment.");
        }
        Transient::Offline => "You are offline. Try again when you are back online.",
        Transient::Unreachable => "The server can’t be reached. Try again in a moment.",
        Transient::TimedOut => "The server took too long to respond. Try again.",
        Transient::Blocked => {
            "The security policy of this page does not allow requests to the server. The operator has to add the server’s address."
        }
        Transient::Limited(Some(_)) => "Too many attempts. Try again in 1 second.",
        Transient::Limited(None) => "Too many attempts. Try again in a minute.",
        Transient::Garbled => "The server sent an unexpected response. Try again.",
        Transient::Unexplained => "The server refused the request without giving a reason. Try again.",
        Transient::Elsewhere => {
            "The server refused the request without giving a reason. This account may be signed in elsewhere: sign out there, or try again later."
        }
    };
    fixed.to_owned()
}

/// The text on a page that the user may not see, because this role is missing.
pub fn missing_role(role: &str) -> String {
    format!(
        "You are not allowed to see this page. It requires the role {role}. If you have just been given this role, sign out and sign in again."
    )
}

/// Says why the app cannot start.
pub fn of_config_error(error: &ConfigError) -> String {
    match error {
        ConfigError::Missing => "The server’s address is missing. The operator has to add <meta name=\"api-base\" content=\"https://…/api\"> to index.html.".to_owned(),
        ConfigError::Invalid(text) => format!("“{text}” is not a valid server address. The operator has to put an address such as https://example.org/api, or a path such as /api, into <meta name=\"api-base\"> of index.html."),
        ConfigError::IdleTimeout(text) => format!("“{text}” in <meta name=\"idle-timeout\"> of index.html is not a number of seconds."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use evergreen_session::Reason;

    #[test]
    fn a_wrong_server_address_is_quoted_with_the_remedy() {
        let text = of_config_error(&ConfigError::Invalid("ftp://example.org".to_owned()));
        assert!(text.contains("“ftp://example.org”") && text.contains("api-base"), "{text}");
    }

    #[test]
    fn each_says_what_can_be_done() {
        let forbidden =
            |message: Option<&str>| Error::Forbidden { message: message.map(str::to_owned), permitted: false };
        let rejected = |message: Option<&str>| Error::Rejected { status: 400, message: message.map(str::to_owned) };
        for (error, words) in [
            (Error::NotSignedIn(None), "sign in"),
            (Error::NotSignedIn(Some(Reason::Expired)), "Sign in again to continue"),
            (Error::NotSignedIn(Some(Reason::CookiesBlocked)), "Allow cookies for this site"),
            (Error::NotSignedIn(Some(Reason::Crossed)), "Sign in again"),
            (Error::NotSignedIn(Some(Reason::Inactive)), "signed out because you were inactive"),
            (Error::NotSignedIn(Some(Reason::SignInAgain)), "Sign in again"),
            (Error::SessionChanged, "changed in the meantime"),
            (forbidden(None), "not allowed"),
            (forbidden(Some("Require Admin Role!")), "Require Admin Role!"),
            (rejected(Some("Username is already taken!")), "already taken"),
            (rejected(None), "status 400"),
            (Error::NoRefresh, "not support"),
            (Error::Transient(Transient::Offline), "back online"),
            (Error::Transient(Transient::Unreachable), "Try again in a moment"),
            (Error::Transient(Transient::TimedOut), "Try again"),
            (Error::Transient(Transient::Blocked), "operator has to add"),
            (Error::Unserializable, "report it"),
            (Error::OtherUser, "Sign out first"),
            (Error::Transient(Transient::Limited(Some(1))), "in 1 second."),
            (Error::Transient(Transient::Limited(Some(7))), "in 7 seconds."),
            (Error::Transient(Transient::Limited(None)), "in a minute"),
            (Error::Transient(Transient::Failed(500, None)), "status 500"),
            (Error::Transient(Transient::Failed(500, Some("The disk is full.".to_owned()))), "The disk is full."),
            (Error::Transient(Transient::Garbled), "Try again"),
            (Error::Transient(Transient::Unexplained), "without giving a reason. Try again"),
            (Error::Transient(Transient::Elsewhere), "sign out there"),
        ] {
            assert!(of_error(&error).contains(words), "{error:?}: {}", of_error(&error));
            assert_eq!(error.can_retry(), matches!(error, Error::Transient(_)), "{error:?}");
        }
    }
}

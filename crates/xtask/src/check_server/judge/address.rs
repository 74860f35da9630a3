//! Judges the two addresses, before anything is asked.
//! It must not know what the server answers.

use crate::check_server::{
    finding::{Check, Finding},
    place::{Nearness, Place},
};

/// Where app and API are to each other.
pub static SITE: Check = Check::new("site", "app and API are on one site");
/// Whether others can listen.
pub static TRANSPORT: Check = Check::new("transport", "the API is reached by https, or on this machine");

/// Both checks.
pub fn judge(place: &Place) -> Vec<Finding> {
    vec![site(place), transport(place)]
}

fn site(place: &Place) -> Finding {
    let both = format!("{} and {}", place.origin(), place.api());
    match place.nearness() {
        Nearness::SameOrigin | Nearness::SameSite => SITE.kept(both),
        Nearness::CrossSite => SITE.differs(
            both,
            "Browsers send the session's cookies only where they are SameSite=None and Secure, and several block even \
             those: the app then says that cookies are blocked. Give both the same scheme and domain (localhost and \
             127.0.0.1 are two).",
        ),
    }
}

fn transport(place: &Place) -> Finding {
    let came = if place.is_https() { "https" } else { "http" };
    match () {
        () if place.is_https() || place.is_loopback() => TRANSPORT.kept(came),
        () if place.is_app_https() => {
            TRANSPORT.fails(came, "Browsers block calls of a page on https to an API on http: put the API on https.")
        }
        () => TRANSPORT.differs(
            came,
            "Passwords and tokens travel readable, and without https browsers deny the locks by which the app's tabs \
             wait for each other.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{
        finding::Mark::{self, Differs, Fails, Kept},
        place::place,
    };

    #[test]
    fn addresses_are_judged_as_browsers_do() {
        for (api, app, marks) in [
            ("http://localhost:8080/api", "http://localhost:8081", [Kept, Kept]),
            ("http://127.0.0.1:8080/api", "http://localhost:8081", [Differs, Kept]),
            ("https://api.example.org", "https://example.org", [Kept, Kept]),
            ("http://api.example.org", "https://example.org", [Differs, Fails]),
            ("http://api.example.org", "http://example.org", [Kept, Differs]),
        ] {
            let found: Vec<Mark> = judge(&place(api, app)).iter().map(|finding| finding.mark).collect();
            assert_eq!(found, marks, "{api} {app}");
        }
    }
}

//! Judges what guards a cookie (RFC 6265bis): HttpOnly, Secure, SameSite, and the rules by which browsers drop one.
//! It must not know where it goes, nor how long it is kept.

use super::cookies::{each, kept};
use crate::check_server::{
    answer::Answer,
    cookie::{SameSite, SetCookie},
    finding::{Check, Finding},
    place::{Nearness, Place},
};

/// Scripts.
pub static HTTP_ONLY: Check = Check::new("cookies-http-only", "no script can read them (HttpOnly)");
/// Browsers' own rules.
pub static ACCEPTED: Check = Check::new("cookies-accepted", "browsers accept them");
/// Transport.
pub static SECURE: Check = Check::new("cookies-secure", "they are Secure on https, and not on http");
/// Other sites.
pub static SAME_SITE: Check = Check::new("cookies-same-site", "only pages of their own site send them (SameSite)");
/// Scripts, after a refresh.
pub static REFRESH_HTTP_ONLY: Check = Check::new("refresh-http-only", "no script can read the new cookies (HttpOnly)");

/// Whether scripts can read any cookie of an answer.
pub fn http_only(check: &Check, answer: &Answer) -> Finding {
    let open: Vec<_> = kept(answer).into_iter().filter(|cookie| !cookie.http_only).collect();
    match open.is_empty() {
        true => check.kept("HttpOnly"),
        false => check.fails(
            each(&open, |_| "without HttpOnly".to_owned()),
            "A security fault: any script in the page can take the session away.",
        ),
    }
}

/// Whether browsers keep them at all.
pub fn accepted(cookies: &[SetCookie], place: &Place) -> Finding {
    let refused: Vec<_> = cookies.iter().filter(|cookie| refusal(cookie, place).is_some()).cloned().collect();
    match refused.is_empty() {
        true => ACCEPTED.kept("nothing against it"),
        false => ACCEPTED.fails(
            each(&refused, |cookie| refusal(cookie, place).unwrap_or_default().to_owned()),
            "Browsers drop such a cookie: after the sign-in every call is refused, and the app says that cookies are blocked.",
        ),
    }
}

/// Why browsers do not keep it.
fn refusal(cookie: &SetCookie, place: &Place) -> Option<&'static str> {
    let host = place.host();
    let foreign = |domain: &String| host != domain && !host.ends_with(&format!(".{domain}"));
    let prefix = |prefix: &str| cookie.name.starts_with(prefix);
    match () {
        () if cookie.secure && !place.is_https() && !place.is_loopback() => Some("Secure, on http"),
        () if cookie.same_site == Some(SameSite::None) && !cookie.secure => Some("SameSite=None, not Secure"),
        () if cookie.domain.as_ref().is_some_and(foreign) => Some("Domain of another host"),
        () if (prefix("__Secure-") || prefix("__Host-")) && !cookie.secure => Some("named as Secure, and is not"),
        () if prefix("__Host-") && (cookie.domain.is_some() || cookie.path.as_deref() != Some("/")) => {
            Some("named __Host-, with a Domain or a Path")
        }
        () => None,
    }
}

/// Whether they travel where nobody listens.
pub fn secure(cookies: &[SetCookie], place: &Place) -> Finding {
    let came = each(cookies, |cookie| if cookie.secure { "Secure" } else { "not Secure" }.to_owned());
    let any = cookies.iter().any(|cookie| cookie.secure);
    let all = cookies.iter().all(|cookie| cookie.secure);
    match (place.is_https(), place.is_loopback()) {
        (true, _) if all => SECURE.kept(came),
        (true, _) => SECURE.differs(came, "Works; but a browser would send them over plain http as well: set Secure."),
        (false, true) if !any => SECURE.kept(came),
        (false, true) => {
            SECURE.differs(came, "Safari drops a Secure cookie on http even on this machine: leave it out here.")
        }
        (false, false) if !any => {
            SECURE.differs(came, "Whoever listens on the way has the session: put the API on https, and set Secure.")
        }
        (false, false) => SECURE.fails(came, "Browsers drop a Secure cookie on http: nobody stays signed in."),
    }
}

/// Whether other sites' pages send them.
pub fn same_site(cookies: &[SetCookie], place: &Place) -> Finding {
    let came = each(cookies, |cookie| {
        match cookie.same_site {
            Some(SameSite::Strict) => "Strict",
            Some(SameSite::Lax) => "Lax",
            Some(SameSite::None) => "None",
            None => "no SameSite",
        }
        .to_owned()
    });
    let all = |wanted: &[Option<SameSite>]| cookies.iter().all(|cookie| wanted.contains(&cookie.same_site));
    let own = [Some(SameSite::Strict), Some(SameSite::Lax)];
    match place.nearness() {
        Nearness::CrossSite if all(&[Some(SameSite::None)]) => SAME_SITE.differs(
            came,
            "App and API are on two sites, so this has to be; several browsers block such cookies all the same, and the app \
             then says so.",
        ),
        Nearness::CrossSite => SAME_SITE.fails(
            came,
            "App and API are on two sites, and browsers do not send such a cookie from one to the other: after the sign-in \
             every call is refused, and the app says that cookies are blocked.",
        ),
        _ if all(&own) => SAME_SITE.kept(came),
        _ => SAME_SITE.differs(
            came,
            "The app is not touched by it; but some browsers send them with other sites' requests, so the server must check \
             Origin.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{
        finding::Mark::{Differs, Fails, Kept},
        jar::cookies,
        place::place,
        recording::{made, recorded},
    };

    const HERE: [&str; 2] = ["http://localhost:8080/api", "http://localhost:8081"];
    const THERE: [&str; 2] = ["https://api.example.org/api", "https://app.example.com"];

    fn answer(cookies: &[&str]) -> Answer {
        let headers: Vec<_> = cookies.iter().map(|text| ("set-cookie", *text)).collect();
        made(200, &headers, "{}")
    }

    fn set(texts: &[&str]) -> Vec<SetCookie> {
        cookies(&answer(texts))
    }

    #[test]
    fn on_two_sites_only_none_is_sent() {
        for server in ["spring", "node"] {
            let cookies = cookies(&recorded(server, "sign in"));
            assert_eq!(same_site(&cookies, &place(THERE[0], THERE[1])).mark, Fails, "{server}");
        }
        let none = set(&["a=1; SameSite=None; Secure"]);
        let finding = same_site(&none, &place(THERE[0], THERE[1]));
        assert!(finding.mark == Differs && finding.meaning.contains("block"), "{finding:?}");
        assert_eq!(same_site(&none, &place(HERE[0], HERE[1])).mark, Differs);
        assert_eq!(same_site(&set(&["a=1; SameSite=Lax"]), &place(HERE[0], HERE[1])).mark, Kept);
    }

    #[test]
    fn browsers_drop_what_contradicts_itself() {
        let of = |text: &str, [api, app]: [&str; 2]| accepted(&set(&[text]), &place(api, app)).mark;
        assert_eq!(of("a=1; Path=/; Secure", ["http://a.example", "http://b.example"]), Fails);
        assert_eq!(of("a=1; Path=/; Secure", HERE), Kept);
        assert_eq!(of("a=1; Path=/; SameSite=None", THERE), Fails);
        assert_eq!(of("a=1; Path=/; SameSite=None; Secure", THERE), Kept);
        assert_eq!(of("a=1; Path=/; Domain=example.org", THERE), Kept);
        assert_eq!(of("a=1; Path=/; Domain=example.com", THERE), Fails);
        assert_eq!(of("__Host-a=1; Path=/api; Secure", THERE), Fails);
        assert_eq!(of("__Secure-a=1; Path=/", THERE), Fails);
    }

    #[test]
    fn a_script_that_can_read_a_cookie_is_a_security_fault() {
        let finding = http_only(&HTTP_ONLY, &answer(&["a=1; Path=/api", "b=2; Path=/api; HttpOnly"]));
        assert_eq!((finding.mark, finding.came.as_str()), (Fails, "a without HttpOnly"));
        assert_eq!(http_only(&HTTP_ONLY, &answer(&["a=; Path=/api"])).mark, Kept, "one that is taken away is harmless");
    }

    #[test]
    fn secure_belongs_to_https() {
        let of = |text: &str, [api, app]: [&str; 2]| secure(&set(&[text]), &place(api, app)).mark;
        assert_eq!(of("a=1; Path=/; Secure", THERE), Kept);
        assert_eq!(of("a=1; Path=/", THERE), Differs);
        assert_eq!(of("a=1; Path=/; Secure", HERE), Differs);
        assert_eq!(of("a=1; Path=/", ["http://a.example", "http://a.example"]), Differs);
        assert_eq!(of("a=1; Path=/; Secure", ["http://a.example", "http://a.example"]), Fails);
    }
}

//! One `Set-Cookie` (RFC 6265, section 5.2), with all that a browser goes by.
//! It must not know which cookies are kept, nor whether they are as they should be.

use super::secret::Hidden;
use std::time::{Duration, SystemTime};

/// A cookie as a server sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetCookie {
    /// Its name.
    pub name: String,
    /// Its value, which is never shown.
    pub value: Hidden,
    /// The path that it names; a browser takes the call's own folder where it names none.
    pub path: Option<String>,
    /// The domain that it names, in lower case, without a dot at its start.
    pub domain: Option<String>,
    /// Whether scripts cannot read it.
    pub http_only: bool,
    /// Whether it travels over https only.
    pub secure: bool,
    /// Which sites' pages may send it.
    pub same_site: Option<SameSite>,
    /// How long it is kept.
    pub life: Life,
}

/// Which sites' pages may send a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// Its own.
    Strict,
    /// Its own, and others' by a link.
    Lax,
    /// Any.
    None,
}

/// How long a cookie is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Until the browser is closed.
    Browser,
    /// So long.
    For(Duration),
    /// Not at all: it is taken away.
    Over,
}

impl SetCookie {
    /// Reads a header's value; `None` where a browser would pass it over.
    pub fn parse(text: &str, now: SystemTime) -> Option<Self> {
        let mut parts = text.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        let mut cookie = Self {
            name: name.trim().to_owned(),
            value: Hidden(value.trim().to_owned()),
            path: None,
            domain: None,
            http_only: false,
            secure: false,
            same_site: None,
            life: Life::Browser,
        };
        let (mut age, mut end) = (None, None);
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "path" => cookie.path = value.starts_with('/').then(|| value.to_owned()),
                "domain" => cookie.domain = Some(value.trim_start_matches('.').to_ascii_lowercase()),
                "httponly" => cookie.http_only = true,
                "secure" => cookie.secure = true,
                "samesite" => cookie.same_site = same_site(value),
                "max-age" => age = value.parse::<i64>().ok(),
                "expires" => end = date(value),
                _ => {}
            }
        }
        let seconds = |seconds: i64| u64::try_from(seconds).unwrap_or_default();
        // The age outweighs the date.
        let left = age.map(|age| Duration::from_secs(seconds(age))).or_else(|| {
            let left = |end: SystemTime| end.duration_since(now).unwrap_or_default();
            end.map(left)
        });
        cookie.life = match left {
            None => Life::Browser,
            Some(Duration::ZERO) => Life::Over,
            Some(left) => Life::For(left),
        };
        (!cookie.name.is_empty()).then_some(cookie)
    }

    /// Whether it takes away what it names, or leaves nothing in it.
    pub fn clears(&self) -> bool {
        self.life == Life::Over || self.value.0.is_empty()
    }
}

fn same_site(text: &str) -> Option<SameSite> {
    match text.to_ascii_lowercase().as_str() {
        "strict" => Some(SameSite::Strict),
        "lax" => Some(SameSite::Lax),
        "none" => Some(SameSite::None),
        _ => None,
    }
}

/// Some servers write dates with hyphens, and browsers take them.
fn date(text: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(&text.replace('-', " ")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> SetCookie {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        SetCookie::parse(text, now).expect("a cookie")
    }

    #[test]
    fn every_attribute_is_read() {
        let cookie = parse("a=b=c; Path=/api; Max-Age=60; HttpOnly; SameSite=Strict; Secure; Domain=.Example.org");
        assert_eq!((cookie.name.as_str(), cookie.value.0.as_str()), ("a", "b=c"));
        assert_eq!((cookie.path.as_deref(), cookie.domain.as_deref()), (Some("/api"), Some("example.org")));
        assert!(cookie.http_only && cookie.secure && !cookie.clears());
        assert_eq!((cookie.same_site, cookie.life), (Some(SameSite::Strict), Life::For(Duration::from_secs(60))));
        let bare = parse("a=b");
        assert!(!bare.http_only && !bare.secure);
        assert_eq!((bare.path, bare.same_site, bare.life), (None, None, Life::Browser));
    }

    #[test]
    fn a_cookie_is_cleared_by_age_by_date_or_by_being_empty() {
        for text in [
            "a=b; Max-Age=0",
            "a=b; max-age=-1",
            "a=b; expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "a=b; expires=Thu, 01-Jan-1970 00:00:01 GMT",
            "a=; Path=/api",
        ] {
            assert!(parse(text).clears(), "{text}");
        }
        assert!(
            !parse("a=b; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT").clears(),
            "the age outweighs the date"
        );
        assert!(!parse("a=b; Expires=someday").clears());
    }

    #[test]
    fn what_is_no_cookie_is_passed_over_and_no_value_is_shown() {
        assert!(SetCookie::parse("nothing", SystemTime::now()).is_none());
        assert!(SetCookie::parse("=b", SystemTime::now()).is_none());
        assert!(!format!("{:?}", parse("a=token; HttpOnly")).contains("token"));
    }
}

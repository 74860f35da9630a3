//! The cookies that one browser would hold, each sent where its path says.

use super::answer::Answer;
use cookie::Cookie;
use std::time::{Duration, SystemTime};

/// The cookies of one browser for one host. It keeps even those that browsers refuse, because a check of its own names
/// them. It has no `Debug` form, which would show their values.
#[derive(Clone, Default)]
pub struct Jar(pub Vec<Cookie<'static>>);

impl Jar {
    /// Keeps what an answer sets, and drops what it clears.
    pub fn take(&mut self, answer: &Answer) {
        for cookie in answer.cookies() {
            self.0.retain(|kept| kept.name() != cookie.name() || kept.path() != cookie.path());
            if !clears(&cookie) {
                self.0.push(cookie);
            }
        }
    }

    /// The `Cookie` header of a call to this path.
    pub fn header(&self, path: &str) -> Option<String> {
        let sent: Vec<_> = self.reaching(path).map(|kept| format!("{}={}", kept.name(), kept.value())).collect();
        (!sent.is_empty()).then(|| sent.join("; "))
    }

    /// The cookies that hold the refresh token: those that reach the refresh and not the boards, or, where there are
    /// none, all that reach the refresh.
    pub fn refresh_tokens(&self, refresh: &str, board: &str) -> Self {
        let own = Self(self.reaching(refresh).filter(|kept| !reaches(kept, board)).cloned().collect());
        if own.0.is_empty() { Self(self.reaching(refresh).cloned().collect()) } else { own }
    }

    /// Whether one of these cookies is no longer held with its value.
    pub fn has_replaced(&self, old: &Self) -> bool {
        let is_held = |old: &Cookie<'_>| {
            let same = |kept: &Cookie<'_>| kept.name() == old.name() && kept.path() == old.path();
            self.0.iter().any(|kept| same(kept) && kept.value() == old.value())
        };
        !old.0.iter().all(is_held)
    }

    /// The same jar with another value in each of these cookies.
    pub fn forged(mut self, cookies: &Self, value: &str) -> Self {
        for kept in self.0.iter_mut().filter(|kept| cookies.0.iter().any(|cookie| cookie.name() == kept.name())) {
            kept.set_value(value.to_owned());
        }
        self
    }

    /// The same jar without what reaches this path.
    pub fn without(&self, path: &str) -> Self {
        Self(self.0.iter().filter(|kept| !reaches(kept, path)).cloned().collect())
    }

    fn reaching(&self, path: &str) -> impl Iterator<Item = &Cookie<'static>> {
        self.0.iter().filter(move |kept| reaches(kept, path))
    }
}

/// Reads `Set-Cookie` headers. A cookie that names no path gets the folder of the call, as in a browser.
pub fn cookies<'a>(headers: impl Iterator<Item = &'a str>, path: &str) -> Vec<Cookie<'static>> {
    let folder = path.rfind('/').filter(|&at| at > 0).map_or("/", |at| &path[..at]);
    let mut cookies: Vec<_> = headers.filter_map(|text| Cookie::parse(text.to_owned()).ok()).collect();
    for cookie in cookies.iter_mut().filter(|cookie| !cookie.path().is_some_and(|path| path.starts_with('/'))) {
        cookie.set_path(folder.to_owned());
    }
    cookies
}

/// Whether a cookie is sent to this path (RFC 6265, section 5.1.4).
pub fn reaches(cookie: &Cookie<'_>, path: &str) -> bool {
    let own = cookie.path().unwrap_or("/");
    path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || own.ends_with('/'))
}

/// How long a browser keeps a cookie; `None` until it is closed. The age outweighs the date.
pub fn life(cookie: &Cookie<'_>) -> Option<Duration> {
    let age = cookie.max_age().map(|age| Duration::from_secs(age.whole_seconds().unsigned_abs()));
    let left = |end: SystemTime| end.duration_since(SystemTime::now()).unwrap_or_default();
    age.or_else(|| cookie.expires_datetime().map(|end| left(end.into())))
}

/// Whether a cookie is taken away, or emptied.
pub fn clears(cookie: &Cookie<'_>) -> bool {
    life(cookie) == Some(Duration::ZERO) || cookie.value().is_empty()
}

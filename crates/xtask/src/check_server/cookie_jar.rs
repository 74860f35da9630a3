//! The cookies of a browser, and the rules that decide with which requests a browser sends a cookie.

use super::response::Response;
use cookie::Cookie;
use std::time::{Duration, SystemTime};

/// The cookies of one browser for one host. The jar also keeps cookies that browsers refuse, because a separate check
/// reports them. This type does not implement `Debug`, because the output would contain the values.
#[derive(Clone, Default)]
pub struct CookieJar(pub Vec<Cookie<'static>>);

impl CookieJar {
    /// Stores the cookies that a response sets, and drops the cookies that the response clears.
    pub fn take(&mut self, response: &Response) {
        for cookie in response.cookies() {
            self.0.retain(|kept| kept.name() != cookie.name() || kept.path() != cookie.path());
            if !clears(&cookie) {
                self.0.push(cookie);
            }
        }
    }

    /// Returns the value of the `Cookie` header of a request to this path, or `None` if no cookie is sent.
    pub fn header(&self, path: &str) -> Option<String> {
        let sent = self.only(|kept| reaches(kept, path)).0;
        let sent: Vec<_> = sent.iter().map(|kept| format!("{}={}", kept.name(), kept.value())).collect();
        (!sent.is_empty()).then(|| sent.join("; "))
    }

    /// Returns a jar with those cookies of this jar for which `predicate` returns `true`.
    pub fn only(&self, predicate: impl Fn(&Cookie<'_>) -> bool) -> Self {
        Self(self.0.iter().filter(|kept| predicate(kept)).cloned().collect())
    }

    /// Returns whether at least one cookie of `old` is missing in this jar or has another value here.
    pub fn has_replaced(&self, old: &Self) -> bool {
        let key = |cookie: &Cookie<'_>| [cookie.name(), cookie.value()].map(str::to_owned);
        !old.0.iter().all(|old| self.0.iter().any(|kept| kept.path() == old.path() && key(kept) == key(old)))
    }

    /// Sets `value` in each cookie of this jar that has the same name as a cookie of `cookies`. Returns the changed
    /// jar.
    pub fn forged(mut self, cookies: &Self, value: &str) -> Self {
        for kept in self.0.iter_mut().filter(|kept| cookies.0.iter().any(|cookie| cookie.name() == kept.name())) {
            kept.set_value(value.to_owned());
        }
        self
    }
}

/// Parses the values of the `Set-Cookie` headers in the response to a request for `path`. If a cookie names
/// no path, its path is the folder of the requested path, as in a browser. Values that cannot be parsed are left out.
pub fn cookies<'a>(headers: impl Iterator<Item = &'a str>, path: &str) -> Vec<Cookie<'static>> {
    let folder = path.rfind('/').filter(|&at| at > 0).map_or("/", |at| &path[..at]);
    let mut cookies: Vec<_> = headers.filter_map(|text| Cookie::parse(text.to_owned()).ok()).collect();
    for cookie in cookies.iter_mut().filter(|cookie| !cookie.path().is_some_and(|path| path.starts_with('/'))) {
        cookie.set_path(folder.to_owned());
    }
    cookies
}

/// Returns whether the path of the cookie matches the path of a request (RFC 6265, section 5.1.4). The other attributes
/// of the cookie are not checked.
pub fn reaches(cookie: &Cookie<'_>, path: &str) -> bool {
    let own = cookie.path().unwrap_or("/");
    path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || own.ends_with('/'))
}

/// Returns how long a browser keeps a cookie, or `None` if it keeps the cookie until the browser is closed. `Max-Age`
/// takes precedence over `Expires`.
pub fn life(cookie: &Cookie<'_>) -> Option<Duration> {
    let age = cookie.max_age().map(|age| Duration::from_secs(age.whole_seconds().unsigned_abs()));
    let left = |end: SystemTime| end.duration_since(SystemTime::now()).unwrap_or_default();
    age.or_else(|| cookie.expires_datetime().map(|end| left(end.into())))
}

/// Returns whether the `Set-Cookie` header of this cookie removes the cookie, or gives it an empty value.
pub fn clears(cookie: &Cookie<'_>) -> bool {
    life(cookie) == Some(Duration::ZERO) || cookie.value().is_empty()
}

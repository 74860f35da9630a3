//! The cookies that one browser would hold, each sent where its path says.
//! It must not know why a cookie is set, nor refuse one that a browser would: that is told apart from this.

use super::{answer::Answer, cookie::SetCookie, secret::Hidden};
use std::time::SystemTime;

/// The cookies of one browser for one host.
#[derive(Clone, Debug, Default)]
pub struct Jar(Vec<Kept>);

#[derive(Clone, Debug)]
struct Kept {
    name: String,
    value: Hidden,
    path: String,
}

impl Jar {
    /// Keeps what an answer sets, and lets go what it clears.
    pub fn take(&mut self, answer: &Answer, asked: &str) {
        for cookie in cookies(answer) {
            let path = path_of(&cookie, asked);
            self.0.retain(|kept| kept.name != cookie.name || kept.path != path);
            if !cookie.clears() {
                self.0.push(Kept { name: cookie.name, value: cookie.value, path });
            }
        }
    }

    /// The `Cookie` header of a call to this path.
    pub fn header(&self, path: &str) -> Option<String> {
        let pairs: Vec<_> = self.reaching(path).map(|kept| format!("{}={}", kept.name, kept.value.0)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The names of what is sent to this path.
    pub fn names(&self, path: &str) -> Vec<&str> {
        self.reaching(path).map(|kept| kept.name.as_str()).collect()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every name that is held.
    pub fn all_names(&self) -> Vec<&str> {
        self.0.iter().map(|kept| kept.name.as_str()).collect()
    }

    /// Every value that is held.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|kept| kept.value.0.as_str())
    }

    /// The value of a cookie, to compare it with another's.
    pub fn value(&self, name: &str) -> Option<&Hidden> {
        self.0.iter().find(|kept| kept.name == name).map(|kept| &kept.value)
    }

    /// The same without what reaches this path.
    pub fn without(&self, path: &str) -> Self {
        Self(self.0.iter().filter(|kept| !reaches(&kept.path, path)).cloned().collect())
    }

    /// The same with another value in each cookie of these names.
    pub fn forged(&self, names: &[String], value: &str) -> Self {
        let mut jar = self.clone();
        for kept in jar.0.iter_mut().filter(|kept| names.contains(&kept.name)) {
            kept.value = Hidden(value.to_owned());
        }
        jar
    }

    fn reaching(&self, path: &str) -> impl Iterator<Item = &Kept> {
        self.0.iter().filter(move |kept| reaches(&kept.path, path))
    }
}

/// Every cookie that an answer sets.
pub fn cookies(answer: &Answer) -> Vec<SetCookie> {
    let now = SystemTime::now();
    answer.all("set-cookie").filter_map(|text| SetCookie::parse(text, now)).collect()
}

/// The path of a cookie; where it names none, the folder of the call that set it.
pub fn path_of(cookie: &SetCookie, asked: &str) -> String {
    let folder = || asked.rfind('/').filter(|&at| at > 0).map_or("/", |at| &asked[..at]).to_owned();
    cookie.path.clone().unwrap_or_else(folder)
}

/// Whether a cookie of this path is sent to that one (RFC 6265, section 5.1.4).
pub fn reaches(cookie: &str, path: &str) -> bool {
    path.strip_prefix(cookie).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || cookie.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::super::recording::recorded;
    use super::*;

    const SIGN_IN: &str = "/api/auth/signin";
    const BOARD: &str = "/api/test/user";
    const REFRESH: &str = "/api/auth/refreshtoken";

    #[test]
    fn cookies_go_where_their_path_says() {
        let mut jar = Jar::default();
        jar.take(&recorded("spring", "sign in"), SIGN_IN);
        assert_eq!(jar.names(BOARD), ["bezkoder-jwt"]);
        assert_eq!(jar.names(REFRESH), ["bezkoder-jwt", "bezkoder-jwt-refresh"]);
        assert!(jar.names("/elsewhere").is_empty() && jar.header("/apis").is_none());
        assert_eq!(jar.without(BOARD).all_names(), ["bezkoder-jwt-refresh"]);
        let forged = jar.forged(&["bezkoder-jwt-refresh".to_owned()], "x");
        assert!(forged.header(REFRESH).is_some_and(|header| header.ends_with("bezkoder-jwt-refresh=x")));
    }

    #[test]
    fn both_servers_sign_outs_leave_nothing() {
        for server in ["spring", "node"] {
            let mut jar = Jar::default();
            jar.take(&recorded(server, "sign in"), SIGN_IN);
            assert!(!jar.is_empty());
            jar.take(&recorded(server, "sign out"), "/api/auth/signout");
            assert!(jar.is_empty(), "{server}: {jar:?}");
        }
    }

    #[test]
    fn a_cookie_without_a_path_belongs_to_the_calls_folder() {
        let cookie = SetCookie::parse("a=b", SystemTime::now()).expect("a cookie");
        assert_eq!(path_of(&cookie, SIGN_IN), "/api/auth");
        assert_eq!(path_of(&cookie, "/signin"), "/");
        assert!(!reaches("/api/auth", BOARD) && reaches("/", BOARD) && reaches("/api/", BOARD));
    }
}

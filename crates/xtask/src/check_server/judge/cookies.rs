//! Judges the cookies that carry a session: whether there are any, where they go, how long they are kept.
//! It must not know their values, nor mind their names.

use crate::check_server::{
    answer::Answer,
    cookie::{Life, SetCookie},
    finding::{Check, Finding},
    jar::{self, cookies, reaches},
    judge::guard,
    place::Place,
};

/// There are some.
pub static SET: Check = Check::new("cookies", "the session is in cookies that reach every call of the API");
/// Paths.
pub static PATH: Check = Check::new("cookies-path", "they go to the API alone, and the refresh token to its own call");
/// Lifetime.
pub static LIFETIME: Check = Check::new("cookies-lifetime", "they outlast a closed browser");
/// Where the session's cookies have to go, as full paths.
#[derive(Clone, Debug)]
pub struct Paths {
    /// The call that set them.
    pub sign_in: String,
    /// A call of a page.
    pub board: String,
    /// The refresh, where the server has one.
    pub refresh: Option<String>,
}

/// All checks of the cookies of a sign-in; only the first where there are none.
pub fn judge(answer: &Answer, place: &Place, paths: &Paths) -> Vec<Finding> {
    let cookies = kept(answer);
    let reaching =
        |path: &str| cookies.iter().filter(|cookie| reaches(&jar::path_of(cookie, &paths.sign_in), path)).count();
    if reaching(&paths.board) == 0 {
        let came = if cookies.is_empty() {
            "none".to_owned()
        } else {
            each(&cookies, |cookie| format!("Path={}", jar::path_of(cookie, &paths.sign_in)))
        };
        let meaning = "The app sends tokens in no other way: every call after the sign-in is refused, and the app says that \
                       cookies are blocked.";
        return vec![SET.fails(came, meaning)];
    }
    vec![
        SET.kept(each(&cookies, |_| String::new())),
        guard::http_only(&guard::HTTP_ONLY, answer),
        guard::accepted(&cookies, place),
        guard::secure(&cookies, place),
        guard::same_site(&cookies, place),
        path(&cookies, place, paths),
        lifetime(&cookies),
    ]
}

fn path(cookies: &[SetCookie], place: &Place, paths: &Paths) -> Finding {
    let of = |cookie: &SetCookie| jar::path_of(cookie, &paths.sign_in);
    let came = each(cookies, of);
    let with_boards = |cookie: &&SetCookie| reaches(&of(cookie), &paths.board);
    let wide = cookies.iter().any(|cookie| place.base_path().len() > of(cookie).trim_end_matches('/').len());
    let narrow = cookies.iter().filter(|cookie| !with_boards(cookie)).count();
    match &paths.refresh {
        Some(refresh) if !cookies.iter().any(|cookie| reaches(&of(cookie), refresh)) => {
            PATH.fails(came, "No cookie reaches the refresh: the session ends with the first expired token.")
        }
        _ if wide => PATH.differs(came, "Works; they also travel to addresses of this host that are not the API's."),
        Some(_) if narrow == 0 => {
            PATH.differs(came, "Works; but the refresh token travels with every call: give it the Path of its own.")
        }
        _ => PATH.kept(came),
    }
}

fn lifetime(cookies: &[SetCookie]) -> Finding {
    let came = each(cookies, |cookie| match cookie.life {
        Life::Browser => "until the browser is closed".to_owned(),
        Life::Over => "none".to_owned(),
        Life::For(left) => span(left.as_secs()),
    });
    match cookies.iter().any(|cookie| cookie.life == Life::Browser) {
        false => LIFETIME.kept(came),
        true => LIFETIME.differs(
            came,
            "They go when the browser is closed, and what the app has stored stays: at the next start the first call is \
             refused, and the app asks to sign in again, in place.",
        ),
    }
}

/// The cookies that an answer sets to stay.
pub fn kept(answer: &Answer) -> Vec<SetCookie> {
    cookies(answer).into_iter().filter(|cookie| !cookie.clears()).collect()
}

/// Each cookie's name, and something of it.
pub(super) fn each(cookies: &[SetCookie], what: impl Fn(&SetCookie) -> String) -> String {
    let each = cookies.iter().map(|cookie| format!("{} {}", name(&cookie.name), what(cookie)).trim_end().to_owned());
    each.collect::<Vec<_>>().join(", ")
}

/// A cookie's name as it can be printed.
pub fn name(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_graphic()).take(40).collect()
}

fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds.div_ceil(60)),
        7_200..172_800 => format!("{} h", seconds.div_ceil(3_600)),
        _ => format!("{} days", seconds.div_ceil(86_400)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::{
        finding::Mark::{self, Differs, Fails, Kept},
        place::place,
        recording::{made, recorded},
    };

    fn marks(answer: &Answer, api: &str, app: &str) -> Vec<Mark> {
        let place = place(api, app);
        let refresh =
            answer.all("set-cookie").any(|text| text.contains("refresh")).then(|| place.path("/auth/refreshtoken"));
        let paths = Paths { sign_in: place.path("/auth/signin"), board: place.path("/test/user"), refresh };
        judge(answer, &place, &paths).iter().map(|finding| finding.mark).collect()
    }

    fn set(cookies: &[&str]) -> Answer {
        let headers: Vec<_> = cookies.iter().map(|text| ("set-cookie", *text)).collect();
        made(200, &headers, "{}")
    }

    const HERE: [&str; 2] = ["http://localhost:8080/api", "http://localhost:8081"];

    #[test]
    fn the_real_servers_cookies() {
        let spring = recorded("spring", "sign in");
        assert_eq!(marks(&spring, HERE[0], HERE[1]), [Kept, Kept, Kept, Kept, Differs, Kept, Kept]);
        let node = recorded("node", "sign in");
        assert_eq!(marks(&node, HERE[0], HERE[1]), [Kept, Kept, Kept, Kept, Kept, Differs, Differs]);
    }

    #[test]
    fn a_session_without_cookies_is_none() {
        assert_eq!(marks(&set(&[]), HERE[0], HERE[1]), [Fails]);
        assert_eq!(marks(&set(&["a=b; Path=/api/auth; HttpOnly"]), HERE[0], HERE[1]), [Fails]);
        assert_eq!(marks(&set(&["a=; Path=/api; HttpOnly"]), HERE[0], HERE[1]), [Fails]);
    }

    #[test]
    fn the_refresh_cookie_goes_to_the_refresh_and_nowhere_else() {
        let access = "a=1; Path=/api; HttpOnly; SameSite=Lax; Max-Age=60";
        let with = |refresh: &str| marks(&set(&[access, refresh]), HERE[0], HERE[1])[5];
        assert_eq!(with("refresh=1; Path=/api/auth/refreshtoken; HttpOnly"), Kept);
        assert_eq!(with("refresh=1; Path=/api; HttpOnly"), Differs);
        assert_eq!(with("refresh=1; Path=/; HttpOnly"), Differs);
        let lost = set(&["a=1; Path=/api/test; HttpOnly", "refresh=1; Path=/refresh; HttpOnly"]);
        assert_eq!(marks(&lost, HERE[0], HERE[1])[5], Fails);
    }

    #[test]
    fn a_span_is_told_as_people_do() {
        for (seconds, text) in [(60, "60 s"), (900, "15 min"), (86_399, "24 h"), (1_209_599, "14 days")] {
            assert_eq!(span(seconds), text);
        }
    }
}

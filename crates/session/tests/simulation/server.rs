//! The simulated server, and the cookies that it sets. There are four kinds of servers.

use std::collections::BTreeMap;

use crate::protocol::path;
use evergreen_session::{HttpRequest, Method, Response};

use super::plan::Plan;

/// The kind of server in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// There is one refresh token per user, and it does not rotate. Some errors are masked as a 401. The Spring server
    /// of a well-known tutorial is like this.
    OneToken,
    /// Refresh tokens rotate. The previous refresh token is accepted for another 30 s.
    Grace,
    /// Refresh tokens rotate. If a refresh token is used a second time, the server refuses the request. The server then
    /// also revokes the session, unless the server is `lenient`.
    Strict,
    /// There is no refresh. The Node server of a well-known tutorial is like this.
    NoRefresh,
}

/// The cookies that the browser has from the server. This type also holds the cookies that a response sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cookies {
    pub access: Option<Access>,
    /// The refresh token: the index of its family, and the number of the token within the family.
    pub refresh: Option<(usize, u64)>,
}

/// An access token. It expires at the time `expires`, in ms since the run began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    pub family: usize,
    pub expires: u64,
}

/// A session at the server, with all its refresh tokens. If refresh tokens rotate, a refresh with the current refresh
/// token replaces that token with a new one.
struct Family {
    user: String,
    /// The number of the current refresh token.
    current: u64,
    /// The time at which the previous refresh token was replaced, in ms since the run began.
    superseded: u64,
    alive: bool,
    /// The time of the last refresh or, before the first refresh, of the sign-in, in ms since the run began.
    renewed: u64,
    /// What the server announces about the end of the session.
    ends: Ends,
}

/// When a session ends at the server. All runs are shorter, so no session ends in this way during a run.
#[derive(Clone, Copy, Debug)]
pub struct Ends {
    /// The session ends at this time at the latest, in ms since the run began. Each refresh moves this time.
    pub session: u64,
    /// The session ends after this time without a refresh, in ms. Each refresh changes it.
    pub idle: u64,
}

/// The simulated server of one run.
pub struct Server {
    pub mode: Mode,
    /// How the server treats an old refresh token, which is a refresh token that the server no longer accepts. If
    /// `lenient` is true, the server only refuses the request. If `lenient` is false, the server also revokes the
    /// token's family. A family is a session with all its refresh tokens.
    pub lenient: bool,
    /// How long an access token is valid, in ms. It is a multiple of 1000, because the server announces it in seconds.
    pub lifetime: u64,
    /// Whether the server announces when the access token expires and when the session ends.
    pub announce: bool,
    /// Whether the server checks the token of every request, even for public content.
    pub checks_all: bool,
    /// Whether the server offers a stream of events. Then a refresh names the user, too.
    pub events: bool,
    families: Vec<Family>,
    /// How often each user was changed.
    changes: BTreeMap<String, u64>,
    /// How often a family was revoked because an old token was used.
    pub reuses: usize,
    /// For each write, by its path: how often it was executed.
    pub writes: BTreeMap<String, usize>,
}

/// How long [`Mode::Grace`] accepts the previous refresh token, in ms.
const GRACE: u64 = 30_000;

/// How long a session lasts, in ms. Each refresh adds [`EXTENSION`].
const SESSION: u64 = 10_000_000;
/// How long a session lasts without a refresh, in ms. Each refresh adds [`EXTENSION`].
const IDLE: u64 = 5_000_000;
const EXTENSION: u64 = 60_000;

/// The path of public content. A request to this path needs no token. If `checks_all` is true, the server refuses a
/// request to this path that has an expired token.
pub const PUBLIC: &str = "/test/all";
/// The path of slow reports. The headers of their responses arrive [`REPORT`] ms later than usual.
pub const SLOW_REPORT: &str = "/test/report";
/// The path of slow streams. The headers of their responses arrive as usual, but the bodies arrive [`REPORT`] ms later
/// than usual.
pub const SLOW_STREAM: &str = "/test/stream";
/// How much longer than usual a slow response takes, in ms. The calls that get a slow response have the limit
/// `REPORT_LIMIT` of `run.rs`. This limit is higher than `REPORT`, so these calls normally do not time out.
pub const REPORT: u64 = 12_000;

impl Server {
    pub fn new(plan: &Plan) -> Self {
        let Plan { mode, lenient, lifetime, announce, checks_all, events, .. } = *plan;
        let (families, changes, writes) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        Server { mode, lenient, lifetime, announce, checks_all, events, families, changes, reuses: 0, writes }
    }

    /// Executes a request with the cookies that the browser sent. Returns the response, and the cookies that the
    /// response sets. `None` instead of cookies means that the response leaves the browser's cookies unchanged. A
    /// [`Cookies`] value without any cookie means that the response clears both cookies.
    pub fn answer(&mut self, call: &HttpRequest, cookies: &Cookies, now: u64) -> (Response, Option<Cookies>) {
        match call.path.as_str() {
            path::SIGN_IN => self.sign_in(call, now),
            path::REFRESH => self.refresh(cookies, now),
            path::SIGN_OUT => self.sign_out(cookies, now),
            public if public.starts_with(PUBLIC) => (self.public(cookies, now), None),
            path => {
                let answer = self.protected(cookies, now);
                if call.method == Method::Post && answer.status == 200 {
                    *self.writes.entry(path.to_owned()).or_default() += 1;
                }
                (answer, None)
            }
        }
    }

    /// Returns whether the browser can continue the session of this family with these cookies.
    pub fn is_alive(&self, family: usize, cookies: &Cookies, now: u64) -> bool {
        let family_alive = self.families.get(family).is_some_and(|family| family.alive);
        let access = cookies.access.as_ref().is_some_and(|access| access.family == family && access.expires > now);
        let refresh = cookies.refresh.is_some_and(|(of, n)| {
            of == family
                && match self.mode {
                    Mode::NoRefresh => false,
                    Mode::OneToken => true,
                    Mode::Strict => n == self.families[of].current,
                    Mode::Grace => {
                        let family = &self.families[of];
                        n == family.current || (n + 1 == family.current && now - family.superseded <= GRACE)
                    }
                }
        });
        family_alive && if self.mode == Mode::NoRefresh { access } else { refresh }
    }

    /// Returns whether the refresh token in these cookies belongs to a valid session of this user.
    pub fn admits(&self, cookies: &Cookies, user: &str) -> bool {
        cookies.refresh.is_some_and(|(family, _)| self.families[family].alive && self.families[family].user == user)
    }

    /// Returns whether this user has a valid session, in this browser or elsewhere.
    pub fn knows(&self, user: &str) -> bool {
        self.families.iter().any(|family| family.alive && family.user == user)
    }

    /// Returns whether the session of this family is still valid.
    pub fn family_lives(&self, family: usize) -> bool {
        self.families.get(family).is_some_and(|family| family.alive)
    }

    /// Returns when this session ends if nothing renews it, and when it ends in any case, in ms since the run began.
    /// `None` if the server does not announce this.
    pub fn announced_ends(&self, family: usize) -> Option<[u64; 2]> {
        let family = self.families.get(family).filter(|_| self.announce)?;
        Some([family.renewed + family.ends.idle, family.ends.session])
    }

    /// Returns how many families there are, also those that are over.
    pub fn families(&self) -> usize {
        self.families.len()
    }

    /// Returns how often the user of this family was changed.
    pub fn user_version(&self, family: usize) -> u64 {
        self.changes.get(&self.families[family].user).copied().unwrap_or_default()
    }

    /// Changes the roles of the user of this family.
    pub fn change_user(&mut self, family: usize) {
        *self.changes.entry(self.families[family].user.clone()).or_default() += 1;
    }

    /// Ends the session of this family.
    pub fn end(&mut self, family: usize) {
        self.families[family].alive = false;
    }

    /// Opens a stream of events for the session of these cookies. Returns its family and the version of its user.
    pub fn open_stream(&self, cookies: &Cookies, now: u64) -> Result<(usize, u64), Response> {
        let valid = |access: &&Access| access.expires > now && self.families[access.family].alive;
        match cookies.access.as_ref().filter(valid) {
            Some(access) => Ok((access.family, self.user_version(access.family))),
            None => Err(json(401, r#"{"path":"/api/auth/events","error":"Unauthorized"}"#)),
        }
    }

    pub fn revoke_all(&mut self) {
        self.families.iter_mut().for_each(|family| family.alive = false);
    }

    fn sign_in(&mut self, call: &HttpRequest, now: u64) -> (Response, Option<Cookies>) {
        let body: serde_json::Value = serde_json::from_str(call.body.text().unwrap_or_default()).unwrap();
        let user = body["username"].as_str().unwrap().to_owned();
        if self.mode == Mode::OneToken && self.knows(&user) {
            return (masked(), None);
        }
        let ends = Ends { session: now + SESSION, idle: IDLE };
        self.families.push(Family { user: user.clone(), current: 0, superseded: 0, alive: true, renewed: now, ends });
        let family = self.families.len() - 1;
        let body = format!("{{{}{}}}", self.user(family), self.announced(family, now));
        (json(200, &body), Some(self.cookies(family, now)))
    }

    fn refresh(&mut self, cookies: &Cookies, now: u64) -> (Response, Option<Cookies>) {
        if self.mode == Mode::NoRefresh {
            return (html(404), None);
        }
        let Some((of, n)) = cookies.refresh else {
            return (json(400, r#"{"message":"Refresh Token is empty!"}"#), None);
        };
        let refused = (json(403, r#"{"message":"Failed for [token]: refused"}"#), None);
        let family = &mut self.families[of];
        if !family.alive {
            return refused;
        }
        if self.mode != Mode::OneToken {
            if n == family.current {
                family.current += 1;
                family.superseded = now;
            } else if !(self.mode == Mode::Grace && n + 1 == family.current && now - family.superseded <= GRACE) {
                if !self.lenient {
                    family.alive = false;
                    self.reuses += 1;
                }
                return refused;
            }
        }
        let family = &mut self.families[of];
        family.renewed = now;
        family.ends = Ends { session: family.ends.session + EXTENSION, idle: family.ends.idle + EXTENSION };
        let user = if self.events { format!(",{}", self.user(of)) } else { String::new() };
        let announced = self.announced(of, now);
        let body = format!(r#"{{"message":"Token is refreshed successfully!"{user}{announced}}}"#);
        (json(200, &body), Some(self.cookies(of, now)))
    }

    fn sign_out(&mut self, cookies: &Cookies, now: u64) -> (Response, Option<Cookies>) {
        if let Some(access) = &cookies.access {
            let counts = self.mode != Mode::OneToken || access.expires > now;
            self.families[access.family].alive &= !counts;
        }
        (json(200, r#"{"message":"You've been signed out!"}"#), Some(Cookies::default()))
    }

    fn protected(&self, cookies: &Cookies, now: u64) -> Response {
        let valid = |access: &&Access| {
            access.expires > now && (self.families[access.family].alive || self.mode == Mode::OneToken)
        };
        match &cookies.access {
            None if self.mode == Mode::NoRefresh => json(403, r#"{"message":"No token provided!"}"#),
            access => match access.as_ref().filter(valid) {
                Some(access) => json(200, &format!("\"{}\"", self.families[access.family].user)),
                None => json(401, r#"{"path":"/api/test/user","error":"Unauthorized"}"#),
            },
        }
    }

    fn public(&self, cookies: &Cookies, now: u64) -> Response {
        let good = |access: &Access| access.expires > now;
        if self.checks_all && !cookies.access.as_ref().is_none_or(good) {
            return json(401, r#"{"path":"/api/test/all","error":"Unauthorized"}"#);
        }
        json(200, "Public Content.")
    }

    fn cookies(&self, family: usize, now: u64) -> Cookies {
        let access = Access { family, expires: now + self.lifetime };
        let refresh = (self.mode != Mode::NoRefresh).then(|| (family, self.families[family].current));
        Cookies { access: Some(access), refresh }
    }

    /// The fields of the user of a family.
    fn user(&self, family: usize) -> String {
        let (user, version) = (&self.families[family].user, self.user_version(family));
        format!(r#""id":1,"username":"{user}","email":"a@b.c","roles":["ROLE_USER","{version}"]"#)
    }

    /// Returns the fields that announce when the access token and the session of this family expire, in seconds, and
    /// what the server offers.
    fn announced(&self, family: usize, now: u64) -> String {
        let offers = if self.events { r#","offers":["events"]"# } else { "" };
        if !self.announce {
            return offers.to_owned();
        }
        let Ends { session, idle } = self.families[family].ends;
        let [token, session, idle] = [self.lifetime, session - now, idle].map(|ms| ms / 1000);
        format!(r#","expiresIn":{token},"sessionExpiresIn":{session},"idleExpiresIn":{idle}{offers}"#)
    }
}

pub fn json(status: u16, body: &str) -> Response {
    Response::new(status).with_body(body)
}

pub fn html(status: u16) -> Response {
    Response::new(status).with_header("Content-Type", "text/html").with_body("<!DOCTYPE html><p>no")
}

pub fn masked() -> Response {
    json(401, r#"{"path":"/error","error":"Unauthorized","status":401}"#)
}

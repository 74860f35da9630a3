//! Users and their sessions. Access tokens expire when a test asks for that, and a refresh token can be used only once.

use serde::Serialize;

/// A user, as in the response to a sign-in.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct User {
    id: &'static str,
    email: &'static str,
    permissions: &'static [&'static str],
}

impl User {
    /// Returns whether the user has this permission, such as `import`.
    pub fn may(self, permission: &str) -> bool {
        self.permissions.contains(&permission)
    }
}

const USERS: [User; 2] = [
    User { id: "2f1c7d9e-0c0b-4b43-9a55-6f0e3a6d1c01", email: "amy@example.org", permissions: &["count", "import"] },
    User { id: "b7c4a0f2-9d5e-4c7a-8f61-13d2e5a9b802", email: "bob@example.org", permissions: &["count"] },
];

const PASSWORD: &str = "evergreen";

/// The two tokens of a session.
pub struct Tokens {
    /// The access token. It is valid until a test lets it expire, until a refresh replaces it, or until the session
    /// ends.
    pub access: String,
    /// The refresh token, which can be used only once.
    pub refresh: String,
}

struct Session {
    user: User,
    access: Option<String>,
    refresh: String,
    used: Vec<String>,
}

/// All sessions that have not ended.
#[derive(Default)]
pub struct Sessions {
    sessions: Vec<Session>,
    issued: u32,
    thefts: usize,
}

impl Sessions {
    /// Begins a session, and returns its user and its tokens. `None` if the e-mail address or the password is wrong.
    pub fn begin(&mut self, email: &str, password: &str) -> Option<(User, Tokens)> {
        let user = USERS.into_iter().find(|user| user.email == email && password == PASSWORD)?;
        let tokens = self.issue();
        let Tokens { access, refresh } = &tokens;
        self.sessions.push(Session { user, access: Some(access.clone()), refresh: refresh.clone(), used: Vec::new() });
        Some((user, tokens))
    }

    /// Finds the session that has this refresh token, gives it new tokens, and returns them. Returns `None` if the
    /// refresh token is unknown or was used before. A refresh token that was used before counts as stolen, so its
    /// session ends.
    pub fn renew(&mut self, refresh: &str) -> Option<Tokens> {
        let tokens = self.issue();
        if let Some(session) = self.sessions.iter_mut().find(|session| session.refresh == refresh) {
            session.access = Some(tokens.access.clone());
            session.used.push(std::mem::replace(&mut session.refresh, tokens.refresh.clone()));
            return Some(tokens);
        }
        let stolen = self.sessions.iter().position(|session| session.used.iter().any(|used| used == refresh))?;
        self.sessions.remove(stolen);
        self.thefts += 1;
        None
    }

    /// Returns the user with this access token. `None` if no session has this token now, for example because the token
    /// has expired.
    pub fn user(&self, access: &str) -> Option<User> {
        self.sessions.iter().find(|session| session.access.as_deref() == Some(access)).map(|session| session.user)
    }

    /// Ends the session with this access token, if there is such a session.
    pub fn end(&mut self, access: &str) {
        self.sessions.retain(|session| session.access.as_deref() != Some(access));
    }

    /// Ends all sessions. Their tokens become invalid.
    pub fn end_all(&mut self) {
        self.sessions.clear();
    }

    /// Lets all access tokens expire. The refresh tokens stay valid.
    pub fn expire_access_tokens(&mut self) {
        self.sessions.iter_mut().for_each(|session| session.access = None);
    }

    /// Returns the number of sessions that have not ended.
    pub fn count(&self) -> usize {
        self.sessions.len()
    }

    /// Returns how many sessions ended because a refresh token was used a second time.
    pub fn thefts(&self) -> usize {
        self.thefts
    }

    fn issue(&mut self) -> Tokens {
        self.issued += 1;
        Tokens { access: format!("access-{}", self.issued), refresh: format!("refresh-{}", self.issued) }
    }
}

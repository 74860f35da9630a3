//! The operator's functions for the database of a server. The operator lists, adds and changes users, and lists and
//! ends sessions. Servers that use this database can continue to run. Each change applies to the next request that a
//! server receives, because the servers read users and sessions from the database for each request that needs them.

use std::time::Duration;

use crate::accounts::SignUp;
use crate::client::Client;
use crate::clock::Clock;
use crate::demo::is_demo_login;
use crate::password::Passwords;
use crate::store::{CredentialChange, NewUser, Roles, Store, Taken};
use crate::{Argon2Cost, Database, Error, Role, look_alike};

/// An open database with the operator's functions. Usernames are compared ignoring case.
pub struct Operator {
    store: Store,
    passwords: Passwords,
    patience: Duration,
}

/// A user in the list of all users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserSummary {
    /// The id, which is also in the contract's responses.
    pub id: i64,
    /// The username as written at sign-up.
    pub username: String,
    /// The e-mail address as written at sign-up.
    pub email: String,
    /// The roles, in the order user, moderator, admin.
    pub roles: Vec<Role>,
    /// Whether the user was disabled.
    pub disabled: bool,
}

/// A session that has not ended. The times are in milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionSummary {
    /// The identifier. It is not secret, because it is useless without the server's key.
    pub id: String,
    /// The name of the session's user.
    pub username: String,
    /// When the user signed in.
    pub began_at: u64,
    /// The time at which a refresh last replaced the refresh token; `None` if no refresh has done this yet.
    pub refreshed_at: Option<u64>,
    /// The time at which the session ends, unless a refresh moves it to a later time.
    pub expires_at: u64,
}

/// Why an operator's command failed. Its text is a message for the person who runs the command.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OperatorError {
    /// The database cannot be opened, or Argon2 fails.
    #[error(transparent)]
    Open(#[from] Error),
    /// The database is in the memory of a server, where no other program can reach it.
    #[error("a database in memory belongs to one server only; name a file or a PostgreSQL database")]
    InMemory,
    /// The database did not respond within this time.
    #[error(
        "the database did not respond within {} s; it may be stopped, or locked by another program or by the upgrade of \
         its tables; try again later, or wait longer with --patience",
        .0.as_secs_f32()
    )]
    NoResponse(Duration),
    /// A statement failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// There is no user with this name.
    #[error("there is no user {0:?}")]
    NoUser(String),
    /// There is no session with this identifier, or the session has ended.
    #[error("there is no such session, or it has ended")]
    NoSession,
    /// The username, the e-mail address or the password is not allowed. The text is a sentence that says why.
    #[error("{0}")]
    Invalid(&'static str),
}

impl Operator {
    /// Opens a database, and upgrades its tables if an older version of the server has created them. Does not create an
    /// SQLite file.
    ///
    /// This function and all other functions of [`Operator`] wait for the database for `patience` at most. After this
    /// time they fail. Then nothing has changed, with one exception: if the database had already begun to commit the
    /// change, it may complete the change.
    ///
    /// # Errors
    /// The database is in memory, does not exist, does not respond in time or cannot be used.
    pub async fn open(database: &Database, argon2: Argon2Cost, patience: Duration) -> Result<Self, OperatorError> {
        if *database == Database::Memory {
            return Err(OperatorError::InMemory);
        }
        let passwords = Passwords::new(argon2)?;
        let opened = tokio::time::timeout(patience, Store::open_existing(database)).await;
        let store = opened.map_err(|_| OperatorError::NoResponse(patience))?.map_err(Error::from)?;
        Ok(Self { store, passwords, patience })
    }

    /// Waits for a statement. Returns an error if the statement takes longer than `self.patience`.
    async fn bounded<T>(&self, statement: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, OperatorError> {
        match tokio::time::timeout(self.patience, statement).await {
            Ok(result) => Ok(result?),
            Err(_) => Err(OperatorError::NoResponse(self.patience)),
        }
    }

    /// Returns all users in the order of their ids.
    ///
    /// # Errors
    /// The database failed.
    pub async fn users(&self) -> Result<Vec<UserSummary>, OperatorError> {
        let users = self.bounded(self.store.users()).await?.into_iter();
        let summary = |user: crate::store::ListedUser| UserSummary {
            id: user.id,
            username: user.username,
            email: user.email,
            roles: user.roles.iter().collect(),
            disabled: user.disabled,
        };
        Ok(users.map(summary).collect())
    }

    /// Adds a user with these roles. The username, the e-mail address and the password must be within the limits that
    /// the contract has for a sign-up.
    ///
    /// # Errors
    /// One of these three texts is not within the limits. The username is taken, or it looks like that of another user.
    /// The e-mail address is taken. The password is the known one of a demo account. Argon2 or the database failed.
    pub async fn add_user(
        &self,
        username: &str,
        email: &str,
        password: &str,
        roles: &[Role],
    ) -> Result<(), OperatorError> {
        check(username, email, password)?;
        check_no_demo_login(username, password)?;
        let password_hash = self.hash(password).await?;
        // A new username is refused if another user has the same skeleton. Users whom an older version has added have
        // no skeleton until a server of this version starts. So the missing skeletons are filled in first.
        self.bounded(self.store.fill_skeletons()).await?;
        let skeleton = look_alike::skeleton(username);
        let user = NewUser {
            username,
            skeleton: Some(&skeleton),
            email,
            password_hash: &password_hash,
            roles: &Roles::of(roles),
        };
        match self.bounded(self.store.add_user(user)).await? {
            None => Ok(()),
            Some(Taken::Username) => {
                Err(OperatorError::Invalid("The username is taken, or looks like that of another user."))
            }
            Some(Taken::Email) => Err(OperatorError::Invalid("The e-mail address is taken.")),
        }
    }

    /// Gives these roles to a user, instead of the present ones. The user's sessions continue with the new roles.
    ///
    /// # Errors
    /// There is no such user, or the database failed.
    pub async fn set_roles(&self, username: &str, roles: &[Role]) -> Result<(), OperatorError> {
        found(self.bounded(self.store.set_roles(username, &Roles::of(roles))).await?, username)
    }

    /// Disables a user, and ends all of the user's sessions at once. Returns the number of these sessions.
    ///
    /// # Errors
    /// There is no such user, or the database failed.
    pub async fn disable(&self, username: &str) -> Result<u64, OperatorError> {
        ended(self.bounded(self.store.end_sessions_of(username, Some(CredentialChange::Disable))).await?, username)
    }

    /// Lets a disabled user sign in again. The sessions that ended when the user was disabled stay ended.
    ///
    /// # Errors
    /// There is no such user, or the database failed.
    pub async fn enable(&self, username: &str) -> Result<(), OperatorError> {
        found(self.bounded(self.store.enable(username)).await?, username)
    }

    /// Gives a user another password, and ends all of the user's sessions. Returns the number of these sessions.
    ///
    /// # Errors
    /// There is no such user, the password is not within the contract's limits, or the database failed.
    pub async fn reset_password(&self, username: &str, password: &str) -> Result<u64, OperatorError> {
        check("name", "name@example.org", password)?;
        check_no_demo_login(username, password)?;
        let hash = self.hash(password).await?;
        let change = Some(CredentialChange::Password(&hash));
        ended(self.bounded(self.store.end_sessions_of(username, change)).await?, username)
    }

    /// Returns the sessions that have not ended, the oldest first. With a username, returns only the sessions of this
    /// user. With `None`, returns the sessions of all users.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sessions(&self, username: Option<&str>) -> Result<Vec<SessionSummary>, OperatorError> {
        let sessions = self.bounded(self.store.live_sessions(username, Clock::default().now())).await?.into_iter();
        let summary = |session: crate::store::LiveSession| SessionSummary {
            id: session.id,
            username: session.username,
            began_at: session.began_at,
            refreshed_at: session.refreshed_at,
            expires_at: session.expires_at,
        };
        Ok(sessions.map(summary).collect())
    }

    /// Ends the session with this identifier at once.
    ///
    /// # Errors
    /// There is no such session, or the database failed.
    pub async fn end_session(&self, id: &str) -> Result<(), OperatorError> {
        if self.bounded(self.store.end_session(id)).await? { Ok(()) } else { Err(OperatorError::NoSession) }
    }

    /// Ends all sessions of a user at once, and returns their number.
    ///
    /// # Errors
    /// There is no such user, or the database failed.
    pub async fn end_sessions_of(&self, username: &str) -> Result<u64, OperatorError> {
        ended(self.bounded(self.store.end_sessions_of(username, None)).await?, username)
    }

    async fn hash(&self, password: &str) -> Result<String, OperatorError> {
        let (operator, _presence) = Client::server();
        self.passwords.hash(&operator, password).await.map_err(|_| OperatorError::Open(Error::Password))
    }
}

/// Checks the limits of a sign-up.
fn check(username: &str, email: &str, password: &str) -> Result<(), OperatorError> {
    let form = SignUp { username: username.into(), email: email.into(), password: password.into(), role: None };
    form.validation_error().map_or(Ok(()), |text| Err(OperatorError::Invalid(text.trim_start_matches("Error: "))))
}

/// Checks that a name and a password are not those of a demo account, which everybody knows.
fn check_no_demo_login(username: &str, password: &str) -> Result<(), OperatorError> {
    if is_demo_login(username, password) {
        return Err(OperatorError::Invalid("The password of this demo account is known to everybody."));
    }
    Ok(())
}

fn found(found: bool, username: &str) -> Result<(), OperatorError> {
    if found { Ok(()) } else { Err(OperatorError::NoUser(username.to_owned())) }
}

fn ended(sessions: Option<u64>, username: &str) -> Result<u64, OperatorError> {
    sessions.ok_or_else(|| OperatorError::NoUser(username.to_owned()))
}

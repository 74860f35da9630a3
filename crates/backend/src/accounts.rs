//! Accounts: making one, and finding out whether a name and a password belong together.
//! It must not know how either is answered, or what a token is.

use serde::Deserialize;

use crate::app::App;
use crate::reply::Failure;
use crate::store::{NewUser, Role, Roles, Taken, User};

/// The body of the contract's sign-up.
#[derive(Deserialize)]
pub(crate) struct SignUp {
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) password: String,
    /// Roles asked for; granted only where roles are open.
    #[serde(default)]
    pub(crate) role: Option<Vec<String>>,
}

/// The body of the contract's sign-in.
#[derive(Deserialize)]
pub(crate) struct SignIn {
    pub(crate) username: String,
    pub(crate) password: String,
}

impl SignUp {
    /// Which of the contract's limits it breaks, for a person to read. Characters are counted, not bytes.
    pub(crate) fn broken_limit(&self) -> Option<&'static str> {
        let length = |text: &str| text.chars().count();
        let plain = |text: &str| !text.chars().any(char::is_control) && text.trim() == text;
        if !(3..=20).contains(&length(&self.username)) {
            Some("Error: The username must have 3 to 20 characters.")
        } else if !plain(&self.username) {
            Some("Error: The username must not have control characters, or spaces at its ends.")
        } else if length(&self.email) > 50 {
            Some("Error: The email must have at most 50 characters.")
        } else if !email_address::EmailAddress::is_valid(&self.email) {
            Some("Error: The email is not well-formed.")
        } else if !(6..=40).contains(&length(&self.password)) {
            Some("Error: The password must have 6 to 40 characters.")
        } else {
            None
        }
    }

    /// The roles it asks for, as the tutorial's Spring server reads them: `admin`, `mod`, and anything else is a
    /// user. None asked for is a user, too.
    pub(crate) fn asked_roles(&self) -> Roles {
        let asked = self.role.as_deref().unwrap_or_default();
        let mut roles: Vec<_> = asked
            .iter()
            .map(|name| match name.as_str() {
                "admin" => Role::Admin,
                "mod" => Role::Moderator,
                _ => Role::User,
            })
            .collect();
        if roles.is_empty() {
            roles.push(Role::User);
        }
        Roles::of(&roles)
    }
}

/// Makes an account, unless its name or address is taken; that is found out before the dear work of hashing, and
/// again at the end, because another may have been quicker.
pub(crate) async fn register(
    app: &App,
    username: &str,
    email: &str,
    password: &str,
    roles: &Roles,
) -> Result<Option<Taken>, Failure> {
    if let Some(taken) = app.store.taken(username, email).await? {
        return Ok(Some(taken));
    }
    let password_hash = app.passwords.hash(password).await?;
    let user = NewUser { username, email, password_hash: &password_hash, roles };
    Ok(app.store.add_user(user).await?)
}

/// The account of this name and password. An unknown name takes as long as a wrong password.
pub(crate) async fn check(app: &App, username: &str, password: &str) -> Result<Option<User>, Failure> {
    let user = app.store.user_named(username).await?;
    let hash = user.as_ref().map(|user| user.password_hash.as_str());
    let right = app.passwords.verify(password, hash).await?;
    Ok(user.filter(|_| right))
}

/// The contract's demo accounts, whose password is `evergreen`; those that exist are left as they are.
pub(crate) async fn add_demo(app: &App) -> Result<(), Failure> {
    let accounts = [
        ("user", Roles::of(&[Role::User])),
        ("moderator", Roles::of(&[Role::User, Role::Moderator])),
        ("admin", Roles::of(&[Role::User, Role::Moderator, Role::Admin])),
    ];
    for (name, roles) in accounts {
        let email = format!("{name}@example.org");
        register(app, name, &email, "evergreen", &roles).await?;
    }
    Ok(())
}

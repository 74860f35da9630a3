//! User accounts: adds users, and checks a username and a password.

use email_address::{EmailAddress, Options};
use serde::Deserialize;

use crate::Like;
use crate::app_state::AppState;
use crate::client::Client;
use crate::look_alike;
use crate::response::InternalError;
use crate::store::{NewUser, Role, Roles, Taken, User};

/// The body of a sign-up request in the own dialect and in the Spring Boot dialect.
#[derive(Deserialize)]
pub(crate) struct SignUp {
    /// The requested username.
    pub(crate) username: String,
    /// The e-mail address.
    pub(crate) email: String,
    /// The password, as the user typed it.
    pub(crate) password: String,
    /// The requested roles. The own dialect grants them only with `Config::open_roles`; the Spring Boot dialect always
    /// grants them.
    #[serde(default)]
    pub(crate) role: Option<Vec<String>>,
}

/// The body of a sign-in request in the own dialect and in the Spring Boot dialect.
#[derive(Deserialize)]
pub(crate) struct SignIn {
    /// The username. Upper and lower case make no difference.
    pub(crate) username: String,
    /// The password, as the user typed it.
    pub(crate) password: String,
}

impl SignUp {
    /// Checks the limits of the contract. Returns a message for the user about the first violated limit, or `None` if
    /// the request is within all limits. Lengths are in characters, not in bytes.
    pub(crate) fn validation_error(&self) -> Option<&'static str> {
        let length = |text: &str| text.chars().count();
        let is_plain = |text: &str| !text.chars().any(char::is_control) && text.trim() == text && !text.contains("  ");
        // An email with a name, such as `Amy <amy@example.org>`, is refused. The store compares the whole text, so with
        // different names in front, several users could have the same address.
        let is_address =
            |text: &str| EmailAddress::parse_with_options(text, Options::default().without_display_text()).is_ok();
        if !(3..=20).contains(&length(&self.username)) {
            Some("Error: The username must have 3 to 20 characters.")
        } else if !is_plain(&self.username) {
            Some("Error: The username must not have control characters, two spaces in a row, or spaces at its ends.")
        } else if !look_alike::is_distinct(&self.username) || !look_alike::is_of_one_script(&self.username) {
            Some("Error: The username must not have invisible characters, or letters that look like others.")
        } else if length(&self.email) > 50 {
            Some("Error: The email must have at most 50 characters.")
        } else if !is_address(&self.email) || !look_alike::is_distinct(&self.email) {
            Some("Error: The email is not well-formed.")
        } else {
            password_error(&self.password)
        }
    }

    /// Returns the requested roles. The names are those of the tutorial's Spring server: `admin` is `ROLE_ADMIN`, `mod`
    /// is `ROLE_MODERATOR`, and any other name is `ROLE_USER`. If no role is requested, the result is `ROLE_USER`.
    pub(crate) fn requested_roles(&self) -> Roles {
        let names = self.role.as_deref().unwrap_or_default();
        let mut roles: Vec<_> = names
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

/// Checks the limits of the contract for a new password. Returns a message for the user, or `None` if the password is
/// within them. The length is in characters, not in bytes.
pub(crate) fn password_error(password: &str) -> Option<&'static str> {
    let is_allowed = (6..=40).contains(&password.chars().count());
    (!is_allowed).then_some("Error: The password must have 6 to 40 characters.")
}

/// Adds a user and returns `None`. If the username or the e-mail address is taken, adds nothing and returns which of
/// them is taken. In the own dialect, a username is also taken if it looks like that of another user. The name and the
/// address are checked before the password is hashed, because hashing is expensive. They are checked again when the
/// user is inserted, because another request may have added the same name or address in the meantime.
pub(crate) async fn register(
    app: &AppState,
    client: &Client,
    username: &str,
    email: &str,
    password: &str,
    roles: &Roles,
) -> Result<Option<Taken>, InternalError> {
    client.check_connected()?;
    let skeleton = (app.like == Like::Own).then(|| look_alike::skeleton(username));
    let skeleton = skeleton.as_deref();
    if let Some(taken) = app.store.taken(username, skeleton, email).await? {
        return Ok(Some(taken));
    }
    let password_hash = app.passwords.hash(client, password).await?;
    let user = NewUser { username, skeleton, email, password_hash: &password_hash, roles };
    Ok(app.store.add_user(user).await?)
}

/// Returns the user who has this name and this password. The case of the name is ignored. Returns `None` if there is no
/// such user. The check takes the same time for an unknown name as for a wrong password. So the response time does not
/// reveal which users exist.
pub(crate) async fn verify_credentials(
    app: &AppState,
    client: &Client,
    username: &str,
    password: &str,
) -> Result<Option<User>, InternalError> {
    client.check_connected()?;
    let user = app.store.user_by_name(username).await?;
    let matches = verify_password(app, client, user.as_ref(), password).await?;
    Ok(user.filter(|_| matches))
}

/// Returns whether the user has this password. If the password is right, but the stored hash has an old algorithm or an
/// old cost, the function stores a new hash. `user` is `None` if the user does not exist. Then the check takes the same
/// time, and the result is false.
pub(crate) async fn verify_password(
    app: &AppState,
    client: &Client,
    user: Option<&User>,
    password: &str,
) -> Result<bool, InternalError> {
    let hash = user.map(|user| user.password_hash.as_str());
    let Some(matched) = app.passwords.verify(client, password, hash).await? else {
        return Ok(false);
    };
    if let (Some(user), Some(new_hash)) = (user, &matched.new_hash) {
        app.store.replace_password_hash(user.id, &user.password_hash, new_hash).await?;
    }
    Ok(true)
}

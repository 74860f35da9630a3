//! The accounts that the check signs in with: given, the demo ones, or made up and added.
//! It must not know what is done with them.

use super::{contract::limit, secret::Hidden};
use anyhow::{Result, anyhow};
use serde_json::{Value, json};

/// Somebody who can sign in, or could.
#[derive(Clone, Debug)]
pub struct Account {
    /// The name.
    pub name: String,
    /// The password.
    pub password: Hidden,
    /// The address, where the check made it up.
    pub email: String,
}

impl Account {
    /// One that exists.
    pub fn known(name: &str, password: &str) -> Self {
        Self { name: name.to_owned(), password: Hidden(password.to_owned()), email: String::new() }
    }

    /// One of the companion server's demo accounts.
    pub fn demo(name: &str) -> Self {
        Self::known(name, "evergreen")
    }

    /// One that nobody has, with a password that nobody will ever know. Its address reaches nobody (RFC 2606).
    pub fn made_up() -> Result<Self> {
        let name = format!("check-{}", random(5)?);
        let email = format!("{name}@example.org");
        Ok(Self { name, password: Hidden(random(16)?), email })
    }

    /// The same, but beyond every limit of the contract.
    pub fn beyond_limits() -> Result<Self> {
        let account = Self::made_up()?;
        let name = format!("{}{}", account.name, "x".repeat(*limit::USERNAME.end()));
        let email = format!("{}@example.org", "x".repeat(limit::EMAIL));
        Ok(Self { name, email, password: Hidden("x".repeat(limit::PASSWORD.start() - 1)) })
    }

    /// The body of a sign-in.
    pub fn credentials(&self) -> Value {
        json!({ "username": self.name, "password": self.password.0 })
    }

    /// The body of a sign-up.
    pub fn sign_up(&self) -> Value {
        json!({ "username": self.name, "email": self.email, "password": self.password.0 })
    }

    /// The body of a sign-up that asks for every role, by the names that servers of the contract have for them.
    pub fn sign_up_with_roles(&self) -> Value {
        let mut body = self.sign_up();
        body["role"] = json!(["mod", "admin"]);
        body["roles"] = json!(["moderator", "admin"]);
        body
    }
}

fn random(bytes: usize) -> Result<String> {
    let mut random = vec![0; bytes];
    getrandom::fill(&mut random).map_err(|error| anyhow!("The system gives no random bytes: {error}."))?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_accounts_keep_the_limits_and_differ() {
        let (one, two) = (Account::made_up().expect("random"), Account::made_up().expect("random"));
        assert_ne!((&one.name, &one.password), (&two.name, &two.password));
        assert!(limit::USERNAME.contains(&one.name.len()) && limit::PASSWORD.contains(&one.password.0.len()));
        assert!(one.email.len() <= limit::EMAIL && one.email.starts_with(&one.name));
    }

    #[test]
    fn the_other_kind_breaks_each_limit() {
        let account = Account::beyond_limits().expect("random");
        assert!(!limit::USERNAME.contains(&account.name.len()) && !limit::PASSWORD.contains(&account.password.0.len()));
        assert!(account.email.len() > limit::EMAIL);
    }
}

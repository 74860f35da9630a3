//! The accounts that the check uses to sign in or to sign up.

use super::endpoints::limit;
use anyhow::{Result, anyhow};

/// A user's name and password. This type does not implement `Debug`, because the output would contain the password.
#[derive(Clone)]
pub struct Account {
    pub(super) name: String,
    pub(super) password: String,
    /// The email address. It is empty if the account is not used for a sign-up.
    pub(super) email: String,
}

impl Account {
    /// Returns an account for a sign-in, with this name and password. It has no email address, because only a sign-up
    /// needs one.
    pub fn known(name: &str, password: &str) -> Self {
        Self { name: name.to_owned(), password: password.to_owned(), email: String::new() }
    }

    /// Returns an account that no server has yet, with a random name and a random password. Its email address belongs
    /// to nobody (RFC 2606).
    pub(super) fn random() -> Result<Self> {
        let name = format!("check-{}", random(5)?);
        let email = format!("{name}@example.org");
        Ok(Self { name, password: random(16)?, email })
    }

    /// Returns an account with three values that violate the limits of the contract: the name and the email are too
    /// long, and the password is too short.
    pub(super) fn beyond_limits() -> Result<Self> {
        let name = format!("{}{}", Self::random()?.name, "x".repeat(*limit::USERNAME.end()));
        let email = format!("{}@example.org", "x".repeat(limit::EMAIL));
        Ok(Self { name, email, password: "x".repeat(limit::PASSWORD.start() - 1) })
    }
}

fn random(bytes: usize) -> Result<String> {
    let mut random = vec![0; bytes];
    getrandom::fill(&mut random).map_err(|error| anyhow!("The system returned no random bytes: {error}."))?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_account_keeps_the_limits_and_the_other_violates_each() {
        let (good, bad) = (Account::random().expect("random"), Account::beyond_limits().expect("random"));
        assert_ne!(good.name, Account::random().expect("random").name);
        for (account, kept) in [(good, true), (bad, false)] {
            assert_eq!(limit::USERNAME.contains(&account.name.len()), kept);
            assert_eq!(limit::PASSWORD.contains(&account.password.len()), kept);
            assert_eq!(account.email.len() <= limit::EMAIL, kept);
        }
    }
}

//! Who may see a page.

use crate::role::Role;
use crate::user::User;

/// Who may see a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Every signed-in user.
    SignedIn,
    /// Every user with this role.
    Role(Role),
}

impl Access {
    /// Returns the role that `user` lacks; `None` if this user may see the page.
    pub fn missing(&self, user: &User) -> Option<&Role> {
        match self {
            Access::Role(role) if !user.has(role) => Some(role),
            _ => None,
        }
    }

    /// Returns whether this user may see the page. `user` is `None` if nobody is signed in.
    pub fn admits(&self, user: Option<&User>) -> bool {
        match user {
            Some(user) => self.missing(user).is_none(),
            None => *self == Access::Public,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(roles: &[Role]) -> User {
        User { id: "1".to_owned(), username: "amy".into(), email: "amy@example.org".into(), roles: roles.to_vec() }
    }

    #[test]
    fn a_page_for_a_role_is_open_to_that_role_alone() {
        let moderators = Access::Role(Role::MODERATOR);
        let (plain, moderator) = (user(&[Role::USER]), user(&[Role::USER, Role::MODERATOR]));
        assert_eq!(moderators.missing(&plain), Some(&Role::MODERATOR));
        assert_eq!(moderators.missing(&moderator), None);
        assert_eq!(Access::Role(Role::ADMIN).missing(&moderator), Some(&Role::ADMIN));
        assert!(moderators.admits(Some(&moderator)) && !moderators.admits(Some(&plain)) && !moderators.admits(None));
    }

    #[test]
    fn any_signed_in_user_sees_the_other_protected_pages_and_everybody_the_rest() {
        let nobody_special = user(&[]);
        for access in [Access::Public, Access::SignedIn] {
            assert_eq!(access.missing(&nobody_special), None);
            assert!(access.admits(Some(&nobody_special)));
        }
        assert!(Access::Public.admits(None) && !Access::SignedIn.admits(None));
    }
}

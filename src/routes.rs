//! The app's addresses: what each is called, and who may see it.
//! It must not know what the pages look like, nor who is signed in.

use std::collections::HashMap;

use yew_router::Routable;

use crate::contract::Role;
use crate::user::User;

/// An address of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Leads to [`Route::Home`].
    Root,
    /// The public board.
    Home,
    /// The sign-in form.
    Login,
    /// The sign-up form.
    Register,
    /// Who is signed in.
    Profile,
    /// The board of every signed-in user.
    User,
    /// The moderators' board.
    Moderator,
    /// The administrators' board.
    Admin,
    /// The session at work.
    #[cfg(feature = "activity")]
    Activity,
    /// Every other address; it stays in the address bar.
    NotFound,
}

/// The path of each address, below the app's base.
const PATHS: &[(&str, Route)] = &[
    ("/", Route::Root),
    ("/home", Route::Home),
    ("/login", Route::Login),
    ("/register", Route::Register),
    ("/profile", Route::Profile),
    ("/user", Route::User),
    ("/mod", Route::Moderator),
    ("/admin", Route::Admin),
    #[cfg(feature = "activity")]
    ("/activity", Route::Activity),
    ("/404", Route::NotFound),
];

/// By hand: no path here has a parameter, and the derived one brings a state machine for them into every first load.
impl Routable for Route {
    fn from_path(path: &str, _parameters: &HashMap<&str, &str>) -> Option<Self> {
        PATHS.iter().find(|(known, _)| *known == path).map(|(_, route)| *route)
    }

    fn to_path(&self) -> String {
        PATHS.iter().find(|(_, route)| route == self).map_or("/404", |(path, _)| path).to_owned()
    }

    fn routes() -> Vec<&'static str> {
        PATHS.iter().map(|(path, _)| *path).collect()
    }

    fn not_found_route() -> Option<Self> {
        Some(Route::NotFound)
    }

    fn recognize(path: &str) -> Option<Self> {
        // A slash at the end makes no difference; the root has nothing else.
        let found = PATHS.iter().find(|(known, _)| bare(known) == bare(path));
        found.map(|(_, route)| *route).or(Some(Route::NotFound))
    }
}

fn bare(path: &str) -> &str {
    path.strip_suffix('/').unwrap_or(path)
}

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
    /// The role that `user` lacks for it.
    pub fn missing(&self, user: &User) -> Option<&Role> {
        match self {
            Access::Role(role) if !user.has(role) => Some(role),
            _ => None,
        }
    }
}

impl Route {
    /// Who may see it. The server has the last word; this only spares a call that it would refuse.
    pub fn access(self) -> Access {
        match self {
            Route::Profile | Route::User => Access::SignedIn,
            Route::Moderator => Access::Role(Role::MODERATOR),
            Route::Admin => Access::Role(Role::ADMIN),
            #[cfg(feature = "activity")]
            Route::Activity => Access::Public,
            Route::Root | Route::Home | Route::Login | Route::Register | Route::NotFound => Access::Public,
        }
    }

    /// What the page is called, in the window's title and as its heading.
    pub fn title(self) -> &'static str {
        match self {
            Route::Root | Route::Home => "Home",
            Route::Login => "Sign in",
            Route::Register => "Create an account",
            Route::Profile => "Profile",
            Route::User => "User board",
            Route::Moderator => "Moderators’ board",
            Route::Admin => "Administrators’ board",
            #[cfg(feature = "activity")]
            Route::Activity => "Activity",
            Route::NotFound => "Page not found",
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
    fn addresses_are_those_of_the_contract() {
        for (path, route) in [
            ("/", Route::Root),
            ("/home", Route::Home),
            ("/login", Route::Login),
            ("/register", Route::Register),
            ("/profile", Route::Profile),
            ("/user", Route::User),
            ("/mod", Route::Moderator),
            ("/admin", Route::Admin),
            #[cfg(feature = "activity")]
            ("/activity", Route::Activity),
            ("/404", Route::NotFound),
        ] {
            assert_eq!(route.to_path(), path);
            assert_eq!(Route::recognize(path), Some(route), "{path}");
        }
    }

    #[test]
    fn a_slash_at_the_end_is_passed_over_and_nothing_else() {
        assert_eq!(Route::recognize("/home/"), Some(Route::Home));
        for path in ["/nowhere/at/all", "/homes", "/hom", "/home/x", "/Home", "/home//"] {
            assert_eq!(Route::recognize(path), Some(Route::NotFound), "{path}");
        }
    }

    #[test]
    fn a_page_for_a_role_is_open_to_that_role_alone() {
        let plain = user(&[Role::USER]);
        let moderator = user(&[Role::USER, Role::MODERATOR]);
        assert_eq!(Route::Moderator.access().missing(&plain), Some(&Role::MODERATOR));
        assert_eq!(Route::Moderator.access().missing(&moderator), None);
        assert_eq!(Route::Admin.access().missing(&moderator), Some(&Role::ADMIN));
    }

    #[test]
    fn any_signed_in_user_sees_the_other_protected_pages_and_everybody_the_rest() {
        let nobody_special = user(&[]);
        for route in [Route::Profile, Route::User] {
            assert_eq!(route.access(), Access::SignedIn);
            assert_eq!(route.access().missing(&nobody_special), None);
        }
        for route in [Route::Home, Route::Login, Route::Register, Route::NotFound] {
            assert_eq!(route.access(), Access::Public);
        }
    }
}

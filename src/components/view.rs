//! What the guard shows, as it follows from what it showed and from the record.
//! It must not know of the browser: it is a table of cases, tested natively.

use crate::contract::Role;
use crate::routes::Access;
use crate::session::State;

/// What the guard shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The sign-in form: nobody's page is here.
    #[default]
    Form,
    /// This user's page.
    Page(String),
    /// The sign-in form, and beneath it, hidden, the page of the user whose session ended.
    Over(String),
    /// The user lacks this role.
    Refused(Role),
    /// Nothing any more: the user signed out.
    Gone,
}

impl View {
    /// What follows under this state of the record.
    #[must_use]
    pub fn next(&self, state: &State, access: &Access) -> View {
        match (state, self) {
            (State::SignedIn(signed_in), _) => match access.missing(&signed_in.user) {
                Some(role) => View::Refused(role.clone()),
                None => View::Page(signed_in.user.id.clone()),
            },
            // The session ended without the user asking for it: signing in goes on in place.
            (State::SignedOut(Some(_)), View::Page(user) | View::Over(user)) => View::Over(user.clone()),
            (State::SignedOut(Some(_)), _) => View::Form,
            // Nobody was here: an address opened while signed out.
            (State::SignedOut(None) | State::SigningOut { .. }, View::Form) => View::Form,
            (State::SignedOut(None) | State::SigningOut { .. }, _) => View::Gone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::SignedIn;
    use crate::user::User;
    use evergreen_session::{Reason, Stamp};

    const ENDED: State = State::SignedOut(Some(Reason::Expired));
    const OUT: State = State::SignedOut(None);

    fn leaving() -> State {
        State::SigningOut { session: Stamp::new("s") }
    }

    fn signed_in(id: i64, roles: &[Role]) -> State {
        let user = User { id: id.to_string(), username: "amy".into(), email: String::new(), roles: roles.to_vec() };
        State::SignedIn(SignedIn::new(Stamp::new("s"), 0, None, user))
    }

    fn after(states: &[State], access: &Access) -> View {
        states.iter().fold(View::default(), |view, state| {
            let next = view.next(state, access);
            assert_eq!(next.next(state, access), next, "drawing twice changes nothing");
            next
        })
    }

    #[test]
    fn an_expiry_keeps_the_page_beneath_for_the_same_user() {
        let access = Access::SignedIn;
        let amy = signed_in(1, &[]);
        assert_eq!(after(&[amy.clone(), ENDED], &access), View::Over("1".to_owned()));
        assert_eq!(after(&[amy.clone(), ENDED, amy.clone()], &access), View::Page("1".to_owned()));
        assert_eq!(after(&[amy, ENDED, signed_in(2, &[])], &access), View::Page("2".to_owned()));
    }

    #[test]
    fn a_sign_out_leaves_nothing_behind() {
        let access = Access::SignedIn;
        let amy = signed_in(1, &[]);
        for end in [OUT, leaving()] {
            assert_eq!(after(&[amy.clone(), end.clone()], &access), View::Gone);
            assert_eq!(after(&[amy.clone(), ENDED, end.clone()], &access), View::Gone);
            assert_eq!(after(&[signed_in(1, &[]), end.clone()], &Access::Role(Role::ADMIN)), View::Gone);
        }
        assert_eq!(after(&[amy, leaving(), OUT], &access), View::Gone);
    }

    #[test]
    fn an_address_opened_while_signed_out_shows_the_form_in_its_place() {
        for state in [OUT, ENDED, leaving()] {
            assert_eq!(after(std::slice::from_ref(&state), &Access::SignedIn), View::Form);
            assert_eq!(after(&[state, signed_in(1, &[])], &Access::SignedIn), View::Page("1".to_owned()));
        }
    }

    #[test]
    fn a_missing_role_is_told_and_never_counts_as_a_page() {
        let access = Access::Role(Role::ADMIN);
        let plain = signed_in(1, &[Role::USER]);
        assert_eq!(after(std::slice::from_ref(&plain), &access), View::Refused(Role::ADMIN));
        assert_eq!(after(&[plain, ENDED], &access), View::Form);
        assert_eq!(after(&[signed_in(1, &[Role::ADMIN])], &access), View::Page("1".to_owned()));
    }
}

//! What is shown in the place of a page that needs a user. The next state follows from the previous state and from the
//! record.

use crate::record::State;

/// What is shown in the place of a page that needs a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum GuardState {
    /// The sign-in form. No page is mounted.
    #[default]
    Form,
    /// The page of the user with this [id](crate::Protocol::user_id).
    Page(String),
    /// The session ended, and not because the user signed out, so the sign-in form is shown. The page of the user with
    /// this id stays mounted, but it is hidden.
    Covered(String),
    /// The signed-in user may not see the page. No page is mounted.
    Refused,
    /// A user was signed in before and has signed out, or the record was deleted. No page is mounted.
    SignedOut,
}

impl GuardState {
    /// Returns the next state of the guard when the record is in the state `state`. `user_id` returns the id of a user,
    /// and `permits` says whether the user may see the page.
    pub(super) fn next<U>(
        &self,
        state: &State<U>,
        user_id: impl FnOnce(&U) -> String,
        permits: impl FnOnce(&U) -> bool,
    ) -> Self {
        use GuardState::{Covered, Form, Page, Refused, SignedOut};
        match (state, self) {
            (State::SignedIn(signed_in), _) if permits(&signed_in.user) => Page(user_id(&signed_in.user)),
            (State::SignedIn(_), _) => Refused,
            // The session ended, and not because the user signed out. If a page is mounted, it stays mounted, and the
            // sign-in form covers it. Otherwise, the guard shows only the form.
            (ended, Page(user) | Covered(user)) if ended.reason().is_some() => Covered(user.clone()),
            (ended, _) if ended.reason().is_some() => Form,
            // If the guard shows the form already, it keeps the form. Otherwise, its next state is `SignedOut`.
            (State::SignedOut(_) | State::SigningOut { .. }, Form) => Form,
            (State::SignedOut(_) | State::SigningOut { .. }, _) => SignedOut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::GuardState::{self, Covered, Form, Page, Refused, SignedOut};
    use crate::record::{Reason, SignedIn, Stamp, State};

    /// The id of a user, and whether the user may see the page.
    type User = (u32, bool);

    const ENDED: State<User> = State::SignedOut(Some(Reason::Expired));
    const OUT: State<User> = State::SignedOut(None);

    fn leaving() -> State<User> {
        State::SigningOut { session: Stamp::new("s"), reason: None }
    }

    fn inactive() -> State<User> {
        State::SigningOut { session: Stamp::new("s"), reason: Some(Reason::Inactive) }
    }

    fn signed_in(user: User) -> State<User> {
        State::SignedIn(SignedIn::new(Stamp::new("s"), 0, None, user))
    }

    fn after(states: &[State<User>]) -> GuardState {
        let next =
            |guard: &GuardState, state: &State<User>| guard.next(state, |user| user.0.to_string(), |user| user.1);
        states.iter().fold(GuardState::default(), |guard, state| {
            let after = next(&guard, state);
            assert_eq!(next(&after, state), after, "a second rendering with the same record changes nothing");
            after
        })
    }

    #[test]
    fn an_expiry_keeps_the_page_beneath_for_the_same_user() {
        let amy = signed_in((1, true));
        assert_eq!(after(&[amy.clone(), ENDED]), Covered("1".to_owned()));
        assert_eq!(after(&[amy.clone(), ENDED, amy.clone()]), Page("1".to_owned()));
        // A sign-out because of inactivity is confirmed by the server later.
        let confirmed = State::SignedOut(Some(Reason::Inactive));
        assert_eq!(after(&[amy.clone(), inactive()]), Covered("1".to_owned()));
        assert_eq!(after(&[amy.clone(), inactive(), confirmed, amy.clone()]), Page("1".to_owned()));
        assert_eq!(after(&[inactive()]), Form);
        assert_eq!(after(&[amy, ENDED, signed_in((2, true))]), Page("2".to_owned()));
    }

    #[test]
    fn a_sign_out_leaves_nothing_behind() {
        let amy = signed_in((1, true));
        for end in [OUT, leaving()] {
            assert_eq!(after(&[amy.clone(), end.clone()]), SignedOut);
            assert_eq!(after(&[amy.clone(), ENDED, end.clone()]), SignedOut);
            assert_eq!(after(&[signed_in((1, false)), end.clone()]), SignedOut);
        }
        assert_eq!(after(&[amy, leaving(), OUT]), SignedOut);
    }

    #[test]
    fn a_page_opened_while_nobody_is_signed_in_is_replaced_by_the_form() {
        for state in [OUT, ENDED, leaving()] {
            assert_eq!(after(std::slice::from_ref(&state)), Form);
            assert_eq!(after(&[state, signed_in((1, true))]), Page("1".to_owned()));
        }
    }

    #[test]
    fn a_refusal_never_counts_as_a_page() {
        let refused = signed_in((1, false));
        assert_eq!(after(std::slice::from_ref(&refused)), Refused);
        assert_eq!(after(&[refused.clone(), ENDED]), Form);
        assert_eq!(after(&[signed_in((1, true)), ENDED, refused]), Refused);
        assert_eq!(after(&[signed_in((1, true))]), Page("1".to_owned()));
    }
}

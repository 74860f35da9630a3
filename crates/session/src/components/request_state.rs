//! The state of a component's request: what was requested, how far the request is, and the last result that may be
//! shown.

use std::rc::Rc;

use yew::Reducible;

use super::stage::Stage;
use crate::client::Request;
use crate::error::Error;

/// Identifies the request and the user that a result belongs to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RequestKey {
    /// The request that was made.
    pub(super) request: Request,
    /// The id of the user for whom the request was made. `None` if the result is for everybody.
    pub(super) user: Option<String>,
}

/// The state of a component's request.
#[derive(Clone)]
pub(super) struct RequestState<T> {
    /// How many times the component has asked for a reload. The request is made again when this number changes.
    pub(super) attempt: u32,
    key: Option<RequestKey>,
    stage: Stage<()>,
    data: Option<T>,
}

/// What changes the state.
pub(super) enum Action<T> {
    /// The component wants the request to be made again.
    Reload,
    /// The request with this key was made.
    Started(RequestKey),
    /// The response takes so long that the component should say so.
    Waiting,
    /// The request has ended.
    Finished(Result<T, Error>),
}

impl<T> Default for RequestState<T> {
    fn default() -> Self {
        RequestState { attempt: 0, key: None, stage: Stage::Quiet, data: None }
    }
}

impl<T: Clone> RequestState<T> {
    /// The id of the user who made the last request. `None` if there was no request, or if its result is for everybody.
    pub(super) fn user(&self) -> Option<&String> {
        self.key.as_ref()?.user.as_ref()
    }

    /// Returns two values: the stage of the request with this key, and its last result. If the state belongs to another
    /// key, or if `key` is `None`, returns [`Stage::Quiet`] and no result.
    pub(super) fn of(&self, key: Option<&RequestKey>) -> (Stage<()>, Option<T>) {
        if key.is_some() && key == self.key.as_ref() {
            (self.stage.clone(), self.data.clone())
        } else {
            (Stage::Quiet, None)
        }
    }
}

impl<T: Clone> Reducible for RequestState<T> {
    type Action = Action<T>;

    fn reduce(self: Rc<Self>, action: Action<T>) -> Rc<Self> {
        let mut next = match action {
            Action::Started(ref key) if self.key.as_ref() == Some(key) => return self,
            _ => (*self).clone(),
        };
        match action {
            Action::Reload => next.attempt = next.attempt.wrapping_add(1),
            Action::Started(key) => {
                next = RequestState { attempt: next.attempt, key: Some(key), ..RequestState::default() }
            }
            Action::Waiting => next.stage = Stage::Waiting,
            Action::Finished(Ok(data)) => {
                next.data = Some(data);
                next.stage = Stage::Ready(());
            }
            // The session has ended, or another session has replaced it. The component shows no error, because the
            // guard tells the user what to do. `data` keeps the last result, in case the same user signs in again. If
            // the result is for one user, no other user gets it: the key contains the user's id, and `of` returns
            // `data` only for this key. `use_request` makes the request of a user again in each new session.
            Action::Finished(Err(Error::SessionChanged | Error::NotSignedIn(_))) => next.stage = Stage::Quiet,
            Action::Finished(Err(error)) => {
                if !error.can_retry() {
                    next.data = None;
                }
                next.stage = Stage::failed(error);
            }
        }
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Transient;

    type State = RequestState<&'static str>;

    const OFFLINE: Error = Error::Transient(Transient::Offline);

    fn key(path: &str, user: i64) -> RequestKey {
        RequestKey { request: Request::get(path), user: Some(user.to_string()) }
    }

    fn after(actions: impl IntoIterator<Item = Action<&'static str>>) -> Rc<State> {
        actions.into_iter().fold(Rc::new(State::default()), Reducible::reduce)
    }

    fn data(state: &State, key: &RequestKey) -> Option<&'static str> {
        state.of(Some(key)).1
    }

    #[test]
    fn a_result_is_returned_for_its_own_key_only() {
        let own = key("/a", 1);
        let state = after([Action::Started(own.clone()), Action::Finished(Ok("text"))]);
        assert_eq!(state.of(Some(&own)), (Stage::Ready(()), Some("text")));
        for other in [key("/b", 1), key("/a", 2), RequestKey { user: None, ..own.clone() }] {
            assert_eq!(state.of(Some(&other)), (Stage::Quiet, None));
            let next = state.clone().reduce(Action::Started(other.clone()));
            assert_eq!((data(&next, &other), data(&next, &own)), (None, None));
        }
        assert_eq!(state.of(None), (Stage::Quiet, None));
        assert_eq!(State::default().of(None), (Stage::Quiet, None));
    }

    #[test]
    fn the_last_result_stays_until_a_failure_that_cannot_be_retried() {
        let own = key("/a", 1);
        let begin = || [Action::Started(own.clone()), Action::Finished(Ok("text"))];
        for action in [
            Action::Reload,
            Action::Started(own.clone()),
            Action::Waiting,
            Action::Finished(Err(OFFLINE)),
            Action::Finished(Err(Error::NotSignedIn(None))),
            Action::Finished(Err(Error::SessionChanged)),
        ] {
            assert_eq!(data(&after(begin().into_iter().chain([action])), &own), Some("text"));
        }
        for error in
            [Error::Forbidden { message: None, permitted: true }, Error::Rejected { status: 400, message: None }]
        {
            let state = after(begin().into_iter().chain([Action::Finished(Err(error.clone()))]));
            assert!(matches!(state.of(Some(&own)), (Stage::Failed(found, _), None) if found == error));
        }
    }

    #[test]
    fn each_reload_counts() {
        let own = key("/a", 1);
        let state = after([Action::Reload, Action::Started(own), Action::Reload, Action::Reload]);
        assert_eq!(state.attempt, 3);
    }
}

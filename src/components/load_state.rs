//! What a page knows of the call that it makes by being there: what was asked, how far the call is, and the last answer
//! that may be shown.

use std::cell::Cell;
use std::rc::Rc;

use yew::Reducible;

use evergreen_session::{Error, Request};

/// How far a call is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage<T> {
    /// Not asked yet, or so short a time ago that it isn't worth a word.
    Quiet,
    /// Asked a while ago.
    Waiting,
    /// Answered.
    Ready(T),
    /// Failed; numbered, so that the same words of another failure are told anew.
    Failed(Error, u32),
}

/// What an answer belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What was asked for.
    pub request: Request,
    /// The user who asked; nobody where the answer is for everybody.
    pub user: Option<String>,
}

/// The state of a page's call.
#[derive(Clone)]
pub struct LoadState<T> {
    /// How often the page has asked for another answer.
    pub attempt: u32,
    question: Option<Question>,
    stage: Stage<()>,
    last: Option<T>,
}

/// What changes it.
pub enum Action<T> {
    /// The page wants another answer.
    Again,
    /// A call was made.
    Asked(Question),
    /// The answer takes so long that the page says so.
    Waits,
    /// The call is over.
    Answered(Result<T, Error>),
}

impl<T> Default for LoadState<T> {
    fn default() -> Self {
        LoadState { attempt: 0, question: None, stage: Stage::Quiet, last: None }
    }
}

impl<T: Clone> LoadState<T> {
    /// The user who asked last.
    pub fn user(&self) -> Option<&String> {
        self.question.as_ref()?.user.as_ref()
    }

    /// How far the call for this question is, and the last answer to it. What belongs to another question is not given.
    pub fn of(&self, question: Option<&Question>) -> (Stage<()>, Option<T>) {
        if question.is_some() && question == self.question.as_ref() {
            (self.stage.clone(), self.last.clone())
        } else {
            (Stage::Quiet, None)
        }
    }
}

impl<T: Clone> Reducible for LoadState<T> {
    type Action = Action<T>;

    fn reduce(self: Rc<Self>, action: Action<T>) -> Rc<Self> {
        let mut next = match action {
            Action::Asked(ref question) if self.question.as_ref() == Some(question) => return self,
            _ => (*self).clone(),
        };
        match action {
            Action::Again => next.attempt = next.attempt.wrapping_add(1),
            Action::Asked(question) => {
                next = LoadState { attempt: next.attempt, question: Some(question), ..LoadState::default() }
            }
            Action::Waits => next.stage = Stage::Waiting,
            Action::Answered(Ok(answer)) => {
                next.last = Some(answer);
                next.stage = Stage::Ready(());
            }
            // The session ended during the call. The guard shows what to do, and the next session asks again. The same
            // user then finds the last answer.
            Action::Answered(Err(Error::SessionChanged | Error::NotSignedIn(_))) => next.stage = Stage::Quiet,
            Action::Answered(Err(error)) => {
                if !error.can_retry() {
                    next.last = None;
                }
                next.stage = failed(error);
            }
        }
        Rc::new(next)
    }
}

/// What a page shows of a call that has just failed.
pub(super) fn failed<T>(error: Error) -> Stage<T> {
    thread_local! {
        static FAILURES: Cell<u32> = const { Cell::new(0) };
    }
    FAILURES.set(FAILURES.get().wrapping_add(1));
    Stage::Failed(error, FAILURES.get())
}

#[cfg(test)]
mod tests {
    use super::*;
    use evergreen_session::Transient;

    type State = LoadState<&'static str>;

    const OFFLINE: Error = Error::Transient(Transient::Offline);

    fn question(path: &str, user: i64) -> Question {
        Question { request: Request::get(path), user: Some(user.to_string()) }
    }

    fn after(actions: impl IntoIterator<Item = Action<&'static str>>) -> Rc<State> {
        actions.into_iter().fold(Rc::new(State::default()), Reducible::reduce)
    }

    fn last(state: &State, question: &Question) -> Option<&'static str> {
        state.of(Some(question)).1
    }

    #[test]
    fn an_answer_is_given_to_its_own_question_alone() {
        let own = question("/a", 1);
        let state = after([Action::Asked(own.clone()), Action::Answered(Ok("text"))]);
        assert_eq!(state.of(Some(&own)), (Stage::Ready(()), Some("text")));
        for other in [question("/b", 1), question("/a", 2), Question { user: None, ..own.clone() }] {
            assert_eq!(state.of(Some(&other)), (Stage::Quiet, None));
            let next = state.clone().reduce(Action::Asked(other.clone()));
            assert_eq!((last(&next, &other), last(&next, &own)), (None, None));
        }
        assert_eq!(state.of(None), (Stage::Quiet, None));
        assert_eq!(State::default().of(None), (Stage::Quiet, None));
    }

    #[test]
    fn the_last_answer_stays_until_a_failure_that_lasts() {
        let own = question("/a", 1);
        let begin = || [Action::Asked(own.clone()), Action::Answered(Ok("text"))];
        for action in [
            Action::Again,
            Action::Asked(own.clone()),
            Action::Waits,
            Action::Answered(Err(OFFLINE)),
            Action::Answered(Err(Error::NotSignedIn(None))),
            Action::Answered(Err(Error::SessionChanged)),
        ] {
            assert_eq!(last(&after(begin().into_iter().chain([action])), &own), Some("text"));
        }
        for error in
            [Error::Forbidden { message: None, permitted: true }, Error::Rejected { status: 400, message: None }]
        {
            let state = after(begin().into_iter().chain([Action::Answered(Err(error.clone()))]));
            assert!(matches!(state.of(Some(&own)), (Stage::Failed(found, _), None) if found == error));
        }
    }

    #[test]
    fn each_wish_for_another_answer_counts() {
        let own = question("/a", 1);
        let state = after([Action::Again, Action::Asked(own), Action::Again, Action::Again]);
        assert_eq!(state.attempt, 3);
    }
}

//! What a page shows of a call that it makes by being there: waiting, the result, or what went wrong.
//! It must not know what is asked, nor how a call is sent, refreshed or sent again.

use std::future::Future;

use futures_util::future::{Either, LocalBoxFuture, select};
use gloo_timers::future::TimeoutFuture;
use yew::prelude::*;

pub use crate::components::load_state::Stage;
use crate::components::load_state::{Action, LoadState, Question};
use crate::components::task::{self, Task};
use crate::session::{Api, use_api, use_session};
use evergreen_session::{Error, Request};

/// How long a wait goes unmentioned, in ms: an answer that comes sooner would only make the page flash. The
/// lines that stand for a text wait as long: `--unmentioned` in `static/base.css`.
pub const UNMENTIONED: u32 = 200;

/// A call that belongs to a page.
#[derive(Clone, PartialEq)]
pub struct Load<T> {
    /// How far the latest call is.
    pub stage: Stage<()>,
    /// The last answer to this very request, for this very user. It stays while the page asks again, and after a failure
    /// that can be retried.
    pub last: Option<T>,
    /// Asks once more.
    pub again: Callback<()>,
}

/// Whom an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody: it stays as it is when somebody signs in or out.
    Everybody,
    /// The signed-in user: each session asks anew, and nobody asks while nobody is signed in.
    User,
}

/// The result of `call`, made when the page appears and again for another request, another session or [`Load::again`].
/// A call that the page no longer waits for is dropped.
#[hook]
pub fn use_load<T, F, Fut>(request: Request, audience: Audience, call: F) -> Load<T>
where
    T: Clone + PartialEq + 'static,
    F: FnOnce(Api, Request) -> Fut + 'static,
    Fut: Future<Output = Result<T, Error>> + 'static,
{
    let api = use_api();
    let record = use_session();
    let state = use_reducer(LoadState::default);

    let user = record.user().map(|user| user.id.clone());
    let (session, asker) = match audience {
        Audience::Everybody => (Some(None), Some(None)),
        Audience::User => {
            // Where the session ended without the user's wish, what they have read stays theirs: the guard hides it until
            // they sign in again. A sign-out leaves nothing.
            let before = || record.reason().and_then(|_| state.user().cloned());
            let session = record.signed_in().map(|signed_in| Some(signed_in.session.clone()));
            (session, user.or_else(before).map(Some))
        }
    };
    let question = asker.map(|user| Question { request, user });
    let (stage, last) = state.of(question.as_ref());
    let dispatcher = state.dispatcher();
    let again = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |()| dispatcher.dispatch(Action::Again))
    };
    use_effect_with((api, question, session, state.attempt), move |(api, question, session, _)| {
        let running = question.as_ref().filter(|_| session.is_some()).map(|question| {
            dispatcher.dispatch(Action::Asked(question.clone()));
            start(dispatcher, call(api.clone(), question.request.clone()))
        });
        move || drop(running)
    });
    Load { stage, last, again }
}

/// The answer to `call`; `waits` is told where it takes long enough to be worth a word.
pub(super) async fn answer<T>(
    waits: impl FnOnce(),
    call: LocalBoxFuture<'static, Result<T, Error>>,
) -> Result<T, Error> {
    match select(call, TimeoutFuture::new(UNMENTIONED)).await {
        Either::Left((answer, _)) => answer,
        Either::Right(((), call)) => {
            waits();
            call.await
        }
    }
}

fn start<T: Clone + 'static>(
    state: UseReducerDispatcher<LoadState<T>>,
    call: impl Future<Output = Result<T, Error>> + 'static,
) -> Task {
    let call = Box::pin(call);
    task::spawn(Box::pin(async move {
        let answer = answer(|| state.dispatch(Action::Waits), call).await;
        state.dispatch(Action::Answered(answer));
    }))
}

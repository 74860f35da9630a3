//! What a page shows of a call that it makes by being there: waiting, the result, or what went wrong.
//! It must not know what is asked, nor how a call is sent, refreshed or sent again.

use std::cell::Cell;
use std::future::Future;

use futures_util::future::{Either, LocalBoxFuture, select};
use gloo_timers::future::TimeoutFuture;
use yew::prelude::*;

use crate::api::{Api, Error, Request, use_api};
use crate::components::task::{self, Task};
use crate::session::use_session;

/// How long a wait goes unmentioned, in ms: an answer that comes sooner would only make the page flash. The
/// lines that stand for a text wait as long: `--unmentioned` in `static/base.css`.
pub const UNMENTIONED: u32 = 200;

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

/// A call that belongs to a page.
#[derive(Clone, PartialEq)]
pub struct Load<T> {
    /// How far it is.
    pub stage: Stage<T>,
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
    let attempt = use_state(|| 0_u32);
    let stage = use_state(|| Stage::Quiet);

    let session = match audience {
        Audience::Everybody => Some(None),
        Audience::User => record.signed_in().map(|signed_in| Some(signed_in.session.clone())),
    };
    {
        let set = stage.setter();
        use_effect_with((api, request, session, *attempt), move |(api, request, session, _)| {
            let running = session.is_some().then(|| start(set, call(api.clone(), request.clone())));
            move || drop(running)
        });
    }

    let again = use_callback((), move |(), ()| attempt.set(attempt.wrapping_add(1)));
    Load { stage: (*stage).clone(), again }
}

/// The answer to `call`; waiting for it shows where it takes long enough to be worth a word.
pub(super) async fn answer<T>(
    set: &UseStateSetter<Stage<T>>,
    call: LocalBoxFuture<'static, Result<T, Error>>,
) -> Result<T, Error> {
    match select(call, TimeoutFuture::new(UNMENTIONED)).await {
        Either::Left((answer, _)) => answer,
        Either::Right(((), call)) => {
            set.set(Stage::Waiting);
            call.await
        }
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

fn start<T: 'static>(set: UseStateSetter<Stage<T>>, call: impl Future<Output = Result<T, Error>> + 'static) -> Task {
    let call = Box::pin(call);
    task::spawn(Box::pin(async move {
        match answer(&set, call).await {
            Ok(result) => set.set(Stage::Ready(result)),
            // The session went away under the call: the guard shows what there is to do, the next session asks again.
            Err(Error::Superseded | Error::SignIn(_)) => set.set(Stage::Quiet),
            Err(error) => set.set(failed(error)),
        }
    }))
}

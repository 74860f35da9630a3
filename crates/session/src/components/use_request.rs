//! A request that a component makes by itself while the component is mounted.

use std::future::Future;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use yew::prelude::*;

use super::request_state::{Action, RequestKey, RequestState};
use super::stage::Stage;
use super::task::Task;
use super::use_api::use_api;
use super::use_session::use_session;
use super::waiting::result_of;
use crate::browser::Api;
use crate::client::Request;
use crate::error::Error;
use crate::protocol::Protocol;
use crate::record::{Record, Stamp};

/// The value that [`use_request`] returns. It describes the request of a component.
#[derive(Clone, PartialEq)]
pub struct UseRequestHandle<T> {
    /// How far the latest request is.
    pub stage: Stage<()>,
    /// The last result of this request for this user. `None` if there is no result yet. The result is kept during a
    /// reload. After a failure, the result is kept if [`Error::can_retry`] is true, or if the error is
    /// [`Error::NotSignedIn`] or [`Error::SessionChanged`].
    pub data: Option<T>,
    /// Cancels the request if it is still running, and makes it again. For [`Audience::User`], nothing is sent while
    /// nobody is signed in.
    pub reload: Callback<()>,
}

/// Who may see a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody. The result stays when somebody signs in or out.
    Everybody,
    /// The signed-in user. The request is made anew in each session. Nothing is sent while nobody is signed in.
    User,
}

/// Makes a request and returns its state and its last result. `call` runs when the component is mounted. It runs again
/// when the request changes, and after [`UseRequestHandle::reload`]. For [`Audience::User`], it also runs again in each
/// new session, and it does not run while nobody is signed in. A call whose result is no longer needed is cancelled.
///
/// The result of one user is never returned to another user. If a session ends without a sign-out, the result is kept
/// for the same user's next session. Until then, [`SignInInPlace`](crate::SignInInPlace) hides the page. After a
/// sign-out, the result is not returned while nobody is signed in.
///
/// ```no_run
/// use evergreen_session::{Audience, Protocol, Request, Stage, use_request};
/// use yew::prelude::*;
///
/// #[component]
/// fn Orders<P: Protocol>() -> Html {
///     let orders = use_request::<P, _, _, _>(Request::get("/orders"), Audience::User, |api, request| async move {
///         api.text(request).await
///     });
///     let reload = orders.reload.reform(|_: MouseEvent| ());
///     html! {
///         <>
///             { orders.data.unwrap_or_default() }
///             { match orders.stage {
///                 Stage::Waiting => html! { <p role="status">{ "Loading…" }</p> },
///                 Stage::Failed(error, number) => html! { <p key={number} role="alert">{ error.to_string() }</p> },
///                 Stage::Quiet | Stage::Ready(()) => html! {},
///             } }
///             <button onclick={reload}>{ "Reload" }</button>
///         </>
///     }
/// }
/// ```
///
/// # Panics
/// Panics outside of a [`SessionProvider`](crate::SessionProvider). Such a use is a mistake in the program.
#[hook]
pub fn use_request<P, T, F, Fut>(request: Request, audience: Audience, call: F) -> UseRequestHandle<T>
where
    P: Protocol,
    T: Clone + 'static,
    F: FnOnce(Api<P>, Request) -> Fut + 'static,
    Fut: Future<Output = Result<T, Error>> + 'static,
{
    let api = use_api::<P>();
    let record = use_session::<P>();
    let state = use_reducer(RequestState::default);

    let session = session_for::<P>(&record, audience);
    let key = user_for::<P>(&record, audience, state.user()).map(|user| RequestKey { request, user });
    let (stage, data) = state.of(key.as_ref());
    let dispatcher = state.dispatcher();
    let reload = {
        let dispatcher = dispatcher.clone();
        Callback::from(move |()| dispatcher.dispatch(Action::Reload))
    };
    use_effect_with((api, key, session, state.attempt), move |(api, key, session, _)| {
        let task = key.as_ref().filter(|_| session.is_some()).map(|key| {
            dispatcher.dispatch(Action::Started(key.clone()));
            start(dispatcher, call(api.clone(), key.request.clone()))
        });
        move || drop(task)
    });
    UseRequestHandle { stage, data, reload }
}

/// The stamp of the session that the request belongs to. `None` if the request must not be made now, and `Some(None)`
/// if the request belongs to no session.
fn session_for<P: Protocol>(record: &Record<P::User>, audience: Audience) -> Option<Option<Stamp>> {
    match audience {
        Audience::Everybody => Some(None),
        Audience::User => record.signed_in().map(|signed_in| Some(signed_in.session.clone())),
    }
}

/// Decides whose results may be shown. Returns `Some(Some(id))` if the results of the user `id` may be shown,
/// `Some(None)` if the results are for everybody, and `None` if no results may be shown. `before` is the id of the user
/// who made the last request.
fn user_for<P: Protocol>(
    record: &Record<P::User>,
    audience: Audience,
    before: Option<&String>,
) -> Option<Option<String>> {
    match audience {
        Audience::Everybody => Some(None),
        // If the session ended without a sign-out, the record has a reason. In this case, the id of the last user is
        // returned, so the results of this user are kept while the page is hidden. If the same user signs in again, the
        // page still has these results. After a sign-out, the record has no reason, and no results are shown.
        Audience::User => {
            let before = || record.reason().and(before).cloned();
            record.user().map(P::user_id).or_else(before).map(Some)
        }
    }
}

fn start<T: Clone + 'static>(
    state: UseReducerDispatcher<RequestState<T>>,
    call: impl Future<Output = Result<T, Error>> + 'static,
) -> Task {
    let mut call: LocalBoxFuture<'static, _> = Box::pin(call);
    // The call begins here, so that its request is sent at once. A task would begin the call only after all effects of
    // the rendering have run. Some of these effects move the focus or scroll, and the browser must first compute the
    // layout of the new page for them. The server can work on the request during this time.
    let begun = (&mut call).now_or_never();
    Task::spawn(Box::pin(async move {
        let result = match begun {
            Some(result) => result,
            None => result_of(|| state.dispatch(Action::Waiting), call).await,
        };
        state.dispatch(Action::Finished(result));
    }))
}

//! A request that a form makes when it is submitted. The form makes only one request at a time, and never cancels a
//! request.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::stage::Stage;
use super::waiting::result_of;
use crate::error::Error;

/// The value that [`use_submit`] returns. It describes the request of a form.
pub struct UseSubmitHandle<T> {
    stage: UseStateHandle<Stage<T>>,
    busy: Rc<Cell<bool>>,
    shown_busy: UseStateHandle<bool>,
}

/// `Clone` is not derived, because a derived implementation would require `T: Clone`.
impl<T> Clone for UseSubmitHandle<T> {
    fn clone(&self) -> Self {
        UseSubmitHandle { stage: self.stage.clone(), busy: self.busy.clone(), shown_busy: self.shown_busy.clone() }
    }
}

/// The request of a form. Nothing is sent before [`UseSubmitHandle::send`].
///
/// ```no_run
/// use evergreen_session::{Protocol, Request, Stage, use_api, use_submit};
/// use yew::prelude::*;
///
/// #[component]
/// fn Subscribe<P: Protocol>() -> Html {
///     let api = use_api::<P>();
///     let submit = use_submit::<String>();
///     let onsubmit = {
///         let submit = submit.clone();
///         Callback::from(move |event: SubmitEvent| {
///             event.prevent_default();
///             let api = api.clone();
///             submit.send(async move { api.text(Request::post("/newsletter")).await });
///         })
///     };
///     html! {
///         <form {onsubmit}>
///             <button aria-disabled={submit.is_busy().then_some("true")}>{ "Subscribe" }</button>
///             { match submit.stage() {
///                 Stage::Quiet => html! {},
///                 Stage::Waiting => html! { <p role="status">{ "Sending…" }</p> },
///                 Stage::Ready(message) => html! { <p role="status">{ message.clone() }</p> },
///                 Stage::Failed(error, number) => html! { <p key={*number} role="alert">{ error.to_string() }</p> },
///             } }
///         </form>
///     }
/// }
/// ```
#[hook]
pub fn use_submit<T: 'static>() -> UseSubmitHandle<T> {
    UseSubmitHandle {
        stage: use_state(|| Stage::Quiet),
        // A person may submit the form twice before the component renders again. `shown_busy` changes only when the
        // component renders, so `send` cannot use it to refuse the second submission. `busy` changes at once, so `send`
        // sets and checks `busy`.
        busy: use_memo((), |()| Cell::new(false)),
        shown_busy: use_state(|| false),
    }
}

impl<T: 'static> UseSubmitHandle<T> {
    /// How far the form's request is. When [`send`](Self::send) starts a new request, the stage does not change at
    /// first. If the request takes longer than [`WAITING_AFTER`](crate::WAITING_AFTER) milliseconds, the stage becomes
    /// [`Stage::Waiting`]. When the request ends, the stage becomes [`Stage::Ready`] or [`Stage::Failed`].
    pub fn stage(&self) -> &Stage<T> {
        &self.stage
    }

    /// Whether a request was under way when the component was rendered.
    pub fn is_busy(&self) -> bool {
        *self.shown_busy
    }

    /// Sets the stage back to [`Stage::Quiet`], unless a request is under way.
    pub fn clear(&self) {
        if !self.busy.get() {
            self.stage.set(Stage::Quiet);
        }
    }

    /// Runs `call`, unless a request is under way already. The request continues when the form is unmounted, because
    /// cancelling it would not undo its effects on the server and on the browser's cookies.
    pub fn send(&self, call: impl Future<Output = Result<T, Error>> + 'static) {
        if !self.busy.replace(true) {
            self.shown_busy.set(true);
            spawn_local(show(self.clone(), Box::pin(call)));
        }
    }
}

async fn show<T: 'static>(submit: UseSubmitHandle<T>, call: LocalBoxFuture<'static, Result<T, Error>>) {
    // Only the setters are kept during the request, and not the state handles. If a value was ever read through a state
    // handle of Yew, the handle keeps this value in memory. So the handle of the stage would keep old stages in memory.
    let UseSubmitHandle { stage, busy, shown_busy } = submit;
    let (stage, shown_busy) = (stage.setter(), shown_busy.setter());
    let result = result_of(|| stage.set(Stage::Waiting), call).await;
    busy.set(false);
    shown_busy.set(false);
    stage.set(result.map_or_else(Stage::failed, Stage::Ready));
}

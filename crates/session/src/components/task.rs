//! Tasks that belong to a component.

use futures_util::future::{AbortHandle, LocalBoxFuture, abortable};
use wasm_bindgen_futures::spawn_local;

/// A future that runs in the background for as long as this value is kept. Dropping the value cancels the future.
///
/// ```no_run
/// use evergreen_session::{Api, Protocol, Request, Task};
/// use yew::prelude::*;
///
/// /// Reads a preview while the page is mounted, and stops when the page is unmounted.
/// #[hook]
/// fn use_preview<P: Protocol>(api: Api<P>, show: Callback<String>) {
///     use_effect_with(api, move |api| {
///         let api = api.clone();
///         let task = Task::spawn(Box::pin(async move {
///             if let Ok(text) = api.text(Request::get("/preview")).await {
///                 show.emit(text);
///             }
///         }));
///         move || drop(task)
///     });
/// }
/// ```
#[must_use = "a task is cancelled once this value is dropped"]
pub struct Task(AbortHandle);

impl Task {
    /// Starts `future` as soon as the running code has returned to the browser. A task that is dropped does not
    /// continue, even if the result that its future waits for has just arrived.
    pub fn spawn(future: LocalBoxFuture<'static, ()>) -> Self {
        let (future, handle) = abortable(future);
        spawn_local(async move {
            // An error means that the owner has cancelled the task.
            let _ = future.await;
        });
        Task(handle)
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

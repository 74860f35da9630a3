//! A task that belongs to a component: it ends when the component lets go of it.
//! It must not know what the task does.

use futures_channel::oneshot;
use futures_util::future::{LocalBoxFuture, select};
use wasm_bindgen_futures::spawn_local;

/// A task under way. Dropping this cancels it.
#[must_use = "a task is cancelled once this is dropped"]
pub struct Task {
    _kept: oneshot::Sender<()>,
}

/// Runs `task` for as long as the result is kept.
pub fn spawn(task: LocalBoxFuture<'static, ()>) -> Task {
    let (kept, gone) = oneshot::channel();
    spawn_local(async move {
        // Asked first: a task that is let go of says nothing any more, even if it has just ended.
        select(gone, task).await;
    });
    Task { _kept: kept }
}

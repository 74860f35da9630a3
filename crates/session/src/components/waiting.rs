//! Decides when a component shows that it waits for a response.

use futures_util::future::{Either, LocalBoxFuture, select};
use gloo_timers::future::TimeoutFuture;

use crate::error::Error;

/// How long a component waits for a response before its stage becomes [`Stage::Waiting`](crate::Stage::Waiting), in
/// milliseconds. For a shorter wait, a message would only make the page flicker.
pub const WAITING_AFTER: u32 = 200;

/// Returns the result of `call`. Calls `on_waiting` if the result is not there after [`WAITING_AFTER`] milliseconds.
pub(super) async fn result_of<T>(
    on_waiting: impl FnOnce(),
    call: LocalBoxFuture<'static, Result<T, Error>>,
) -> Result<T, Error> {
    match select(call, TimeoutFuture::new(WAITING_AFTER)).await {
        Either::Left((result, _)) => result,
        Either::Right(((), call)) => {
            on_waiting();
            call.await
        }
    }
}

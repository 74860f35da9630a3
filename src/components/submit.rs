//! What a form shows of a call that it makes when it is sent: one at a time, and never dropped half-way.
//! It must not know what is sent.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::Error;
use crate::components::load::{Stage, UNMENTIONED};

/// A call that belongs to a form.
pub struct Submit<T: 'static> {
    stage: UseStateHandle<Stage<T>>,
    busy: Rc<Cell<bool>>,
    shown_busy: UseStateHandle<bool>,
}

/// A form's call: nothing is sent before [`Submit::send`].
#[hook]
pub fn use_submit<T: 'static>() -> Submit<T> {
    Submit {
        stage: use_state(|| Stage::Quiet),
        // Beside the state, since a second press may come before the page is drawn again.
        busy: use_memo((), |()| Cell::new(false)),
        shown_busy: use_state(|| false),
    }
}

impl<T> Clone for Submit<T> {
    fn clone(&self) -> Self {
        Submit { stage: self.stage.clone(), busy: self.busy.clone(), shown_busy: self.shown_busy.clone() }
    }
}

impl<T: 'static> Submit<T> {
    /// How far the call is; the last one's failure stays until the next one waits.
    pub fn stage(&self) -> &Stage<T> {
        &self.stage
    }

    /// Whether an answer is awaited.
    pub fn is_busy(&self) -> bool {
        *self.shown_busy
    }

    /// Forgets how the last call went.
    pub fn clear(&self) {
        if !self.busy.get() {
            self.stage.set(Stage::Quiet);
        }
    }

    /// Sends, unless an answer is awaited already. It goes on when the form is gone: what it does at the server, and to
    /// the browser's cookies, can't be taken back by not listening.
    pub fn send(&self, call: impl Future<Output = Result<T, Error>> + 'static) {
        if self.busy.replace(true) {
            return;
        }
        self.shown_busy.set(true);
        let (stage, shown_busy, busy) = (self.stage.setter(), self.shown_busy.setter(), self.busy.clone());
        spawn_local(async move {
            let answer = match select(Box::pin(call), TimeoutFuture::new(UNMENTIONED)).await {
                Either::Left((answer, _)) => answer,
                Either::Right(((), call)) => {
                    stage.set(Stage::Waiting);
                    call.await
                }
            };
            busy.set(false);
            shown_busy.set(false);
            stage.set(answer.map_or_else(Stage::Failed, Stage::Ready));
        });
    }
}

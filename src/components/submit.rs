//! What a form shows of a call that it makes when it is sent: one at a time, and never dropped half-way.
//! It must not know what is sent.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::components::load::{Stage, answer};
use crate::components::load_state::failed;
use evergreen_session::Error;

/// A call that belongs to a form, and gives the server's sentence where there is one to show.
#[derive(Clone)]
pub struct Submit {
    stage: UseStateHandle<Stage<String>>,
    busy: Rc<Cell<bool>>,
    shown_busy: UseStateHandle<bool>,
}

/// A form's call: nothing is sent before [`Submit::send`].
#[hook]
pub fn use_submit() -> Submit {
    Submit {
        stage: use_state(|| Stage::Quiet),
        // Beside the state, since a second press may come before the page is drawn again.
        busy: use_memo((), |()| Cell::new(false)),
        shown_busy: use_state(|| false),
    }
}

impl Submit {
    /// How far the call is; the last one's failure stays until the next one waits.
    pub fn stage(&self) -> &Stage<String> {
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
    pub fn send(&self, call: impl Future<Output = Result<String, Error>> + 'static) {
        if !self.busy.replace(true) {
            self.shown_busy.set(true);
            spawn_local(show(self.clone(), Box::pin(call)));
        }
    }
}

async fn show(submit: Submit, call: LocalBoxFuture<'static, Result<String, Error>>) {
    // The setters, not the handles: a handle that lives on keeps every stage it has ever seen.
    let Submit { stage, busy, shown_busy } = submit;
    let (stage, shown_busy) = (stage.setter(), shown_busy.setter());
    let answer = answer(|| stage.set(Stage::Waiting), call).await;
    busy.set(false);
    shown_busy.set(false);
    stage.set(answer.map_or_else(failed, Stage::Ready));
}

//! An abort signal whose controller aborts when it is dropped.

/// Aborts what its signal was given to when dropped; harmless after the fact.
pub(crate) struct AbortOnDrop(Option<web_sys::AbortController>);

impl AbortOnDrop {
    /// A new controller, where the browser has any.
    pub(crate) fn new() -> Self {
        AbortOnDrop(web_sys::AbortController::new().ok())
    }

    /// The signal to hand out.
    pub(crate) fn signal(&self) -> Option<web_sys::AbortSignal> {
        self.0.as_ref().map(|controller| controller.signal())
    }

    /// Spares the browser an abort that would come after the fact.
    pub(crate) fn settled(mut self) {
        self.0 = None;
    }
}

impl Default for AbortOnDrop {
    fn default() -> Self {
        AbortOnDrop::new()
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            // Without a reason: a reason that is no `Error` makes the HTTP crate panic.
            controller.abort();
        }
    }
}

//! An abort signal for operations that have to end when their owner is dropped.

/// When this value is dropped, it aborts the operations that use its signal. Operations that are over are not affected.
pub(crate) struct AbortOnDrop(Option<web_sys::AbortController>);

impl AbortOnDrop {
    /// Creates a value with a new signal. If the browser does not support abort controllers, the value has no signal,
    /// and dropping it does nothing.
    pub(crate) fn new() -> Self {
        AbortOnDrop(web_sys::AbortController::new().ok())
    }

    /// The signal to pass to an operation. `None` if the browser does not support abort controllers.
    pub(crate) fn signal(&self) -> Option<web_sys::AbortSignal> {
        self.0.as_ref().map(|controller| controller.signal())
    }

    /// Drops this value without an abort. Call this method when the operation is over.
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
            // This call gives no reason for the abort, because reqwasm panics if the reason is not an `Error`.
            controller.abort();
        }
    }
}

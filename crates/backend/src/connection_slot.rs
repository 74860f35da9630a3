//! The place of a connection among those of its client and of its socket, whose numbers are limited.

use std::sync::{Arc, Mutex, PoisonError};

/// The place of an open connection, which is free again when all copies of this value are dropped. It is an extension of
/// each request, so that a handler can give it up earlier: a stream of events stays open for hours, and streams have a
/// limit of their own.
#[derive(Clone)]
pub(crate) struct ConnectionSlot(Arc<Mutex<Option<Box<dyn Send>>>>);

impl ConnectionSlot {
    /// Returns the place that this value keeps until it is dropped.
    pub(crate) fn new(place: impl Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Some(Box::new(place)))))
    }

    /// Gives up the place. The connection must be closed after the response.
    pub(crate) fn release(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

//! The core's client in a browser, with the methods that exist only in a browser.

use js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag};

use super::environment::Browser;
use crate::bus::Bus;
use crate::client::{Client, Request};
use crate::error::{Error, Transient};
use crate::protocol::Protocol;

/// The client that an app uses. [`use_api`](crate::use_api) returns it.
pub type Api<P> = Client<P, Browser<P>>;

impl<P: Protocol> Api<P> {
    /// Makes a call and returns the body of its 2xx response as a `Blob`, for an image or a download. The `Blob` has
    /// the content type of the response.
    ///
    /// # Errors
    /// The errors of [`Client::response`]. Also [`Transient::Garbled`] if the browser cannot create the `Blob`.
    pub async fn blob(&self, request: Request) -> Result<Blob, Error> {
        let response = self.response(request).await?;
        let options = BlobPropertyBag::new();
        options.set_type(response.header("Content-Type").unwrap_or_default());
        let parts = Array::of1(&Uint8Array::from(response.bytes()));
        Blob::new_with_u8_array_sequence_and_options(&parts, &options).map_err(|_| Error::Transient(Transient::Garbled))
    }

    /// Whether the record is in the memory of this page only, because local storage is denied or full. Then a reload
    /// loses this record, and the other tabs do not share it.
    pub fn volatile(&self) -> bool {
        self.env().volatile()
    }

    /// The event bus of this page. In a component, use [`use_bus_events`](crate::use_bus_events) instead.
    pub fn bus(&self) -> &Bus {
        self.env().bus()
    }

    /// Whether a `storage` event may have changed the record of this API base. This is the case if another tab has
    /// written the record, has deleted it, or has cleared the whole storage.
    pub fn is_record(&self, event: &web_sys::Event) -> bool {
        self.env().is_record(event)
    }

    /// Whether the server cannot be reached, as far as this page knows. When this changes,
    /// [`Event::Connection`](crate::event::Event::Connection) is published.
    pub fn is_offline(&self) -> bool {
        self.env().is_offline()
    }

    /// Whether tabs can wait for each other. This needs Web Locks, which browsers offer on HTTPS and localhost only.
    /// The result is also `false` if the browser has denied the lock that was requested last.
    pub fn locks(&self) -> bool {
        self.env().locks()
    }
}

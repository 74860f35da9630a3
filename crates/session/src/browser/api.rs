//! The core's client in a browser, with methods about this browser.

use js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag};

use super::environment::Browser;
use crate::bus::Bus;
use crate::client::{Client, Request};
use crate::error::{Error, Transient};
use crate::protocol::Protocol;

/// The client that an app uses: the core in a browser.
pub type Api<P> = Client<P, Browser<P>>;

impl<P: Protocol> Api<P> {
    /// Sends the request and returns the body of the response as a `Blob` with its content type, for an image or a download.
    ///
    /// # Errors
    /// Those of [`Client::response`]; [`Transient::Garbled`] if the browser cannot make the blob.
    pub async fn blob(&self, request: Request) -> Result<Blob, Error> {
        let response = self.response(request).await?;
        let options = BlobPropertyBag::new();
        options.set_type(response.header("Content-Type").unwrap_or_default());
        let parts = Array::of1(&Uint8Array::from(response.bytes()));
        Blob::new_with_u8_array_sequence_and_options(&parts, &options).map_err(|_| Error::Transient(Transient::Garbled))
    }

    /// Whether local storage is denied or full. Then the session is in the memory of this tab only.
    pub fn volatile(&self) -> bool {
        self.env().volatile()
    }

    /// The event bus of this page.
    pub fn bus(&self) -> &Bus {
        self.env().bus()
    }

    /// Whether a `storage` event means that another tab wrote the record of this API base, or cleared the storage.
    pub fn is_record(&self, event: &web_sys::Event) -> bool {
        self.env().is_record(event)
    }

    /// Whether the server cannot be reached, as far as this page knows. When this changes,
    /// [`Event::Connection`](crate::event::Event::Connection) is published.
    pub fn is_offline(&self) -> bool {
        self.env().is_offline()
    }

    /// Whether tabs can wait for each other. This needs Web Locks, which browsers offer on HTTPS and localhost only.
    pub fn locks(&self) -> bool {
        self.env().locks()
    }
}

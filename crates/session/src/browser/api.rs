//! The core's client in a browser, and what it tells of that browser.

use super::environment::Browser;
use crate::bus::Bus;
use crate::client::Client;
use crate::protocol::Protocol;

/// The client that an app uses: the core, in a browser.
pub type Api<P> = Client<P, Browser<P>>;

impl<P: Protocol> Api<P> {
    /// Whether storage is denied, so that the session lives in this tab's memory only.
    pub fn volatile(&self) -> bool {
        self.env().volatile()
    }

    /// The event bus of this page.
    pub fn bus(&self) -> &Bus {
        self.env().bus()
    }

    /// Whether a `storage` event says that another tab wrote this api's record, or emptied the storage.
    pub fn is_record(&self, event: &web_sys::Event) -> bool {
        self.env().is_record(event)
    }

    /// Whether the server can't be reached, as far as this page knows; [`Event::Connection`](crate::event::Event::Connection)
    /// tells when that changes.
    pub fn is_offline(&self) -> bool {
        self.env().is_offline()
    }

    /// Whether tabs can wait for each other here (Web Locks; they need https or localhost).
    pub fn locks(&self) -> bool {
        self.env().locks()
    }
}

//! Every call to the server, and the session that keeps itself alive underneath.
//! It must not know of components: pages reach the server only through [`use_api`].
//!
#![doc = include_str!("protocol.md")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::de::DeserializeOwned;

use crate::bus::Bus;
use crate::contract::path;
use crate::session::{Record, SignedIn, Stamp, State};

mod body;
mod call;
mod connection;
mod ending;
mod error;
pub mod gate;
mod hold;
mod in_browser;
mod mutex;
mod provider;
mod queue;
mod refresh;
mod renewal;
mod request;
mod sign_in;
mod sign_out;
mod signal;
pub mod timing;
pub mod trace;
mod turn;
mod types;
pub mod verdict;
mod wire;
pub mod world;

pub use error::{Error, Trouble};
pub use in_browser::Browser;
pub use provider::{ApiProvider, ApiProviderProps, use_api, use_bus_events};
pub use request::{LIMIT, Method, Request};
pub use signal::Signal;
pub use types::{Credentials, NewUser};
use world::World;

/// The client that the app uses: the core, in a browser.
pub type Api = Client<Browser>;

/// One tab's part of the session: all clones share the refresh mutex.
pub struct Client<W: World> {
    inner: Rc<Inner<W>>,
}

struct Inner<W: World> {
    world: W,
    gate: gate::Gate,
    refreshing: RefCell<Option<Rc<refresh::Running>>>,
    refreshes: Cell<u32>,
    calls: Cell<u32>,
    /// How many errands there were, calls and others: the number of the last.
    errands: Cell<u32>,
    /// The session that this tab left last: a write of another tab that crossed ours must not bring it back.
    left: RefCell<Option<Stamp>>,
    /// The renewal that this tab made last, by a refresh or a sign-in.
    renewed_here: RefCell<Option<Stamp>>,
    /// A sign-in that found another user signed in: that user's session, and the username that was typed.
    declined: RefCell<Option<(Stamp, String)>>,
    /// The session for which the server has no refresh, as far as this tab has tried.
    unrenewable: RefCell<Option<Stamp>>,
    leaving: Cell<bool>,
    retry_now: signal::Signal,
    /// Who of this tab may ask for the lock.
    turn: mutex::Mutex,
}

impl<W: World> Clone for Client<W> {
    fn clone(&self) -> Self {
        Client { inner: self.inner.clone() }
    }
}

impl<W: World> PartialEq for Client<W> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl<W: World> Client<W> {
    /// A tab's client; there should be one a tab.
    pub fn new(world: W) -> Self {
        Client {
            inner: Rc::new(Inner {
                world,
                gate: gate::Gate::default(),
                refreshing: RefCell::default(),
                refreshes: Cell::default(),
                calls: Cell::default(),
                errands: Cell::default(),
                left: RefCell::default(),
                renewed_here: RefCell::default(),
                declined: RefCell::default(),
                unrenewable: RefCell::default(),
                leaving: Cell::default(),
                retry_now: signal::Signal::default(),
                turn: mutex::Mutex::default(),
            }),
        }
    }

    /// Who is signed in, as all tabs see it.
    pub fn record(&self) -> Record {
        let record = self.world().load();
        match record.signed_in() {
            Some(signed_in) if self.inner.left.borrow().as_ref() == Some(&signed_in.session) => {
                let session = signed_in.session.clone();
                record.with(State::Leaving { session })
            }
            _ => record,
        }
    }

    /// The username of this tab's last sign-in, where it found another user signed in ([`Error::Occupied`]); else nothing.
    /// The form that asked is gone by then, and the next form can offer the name again.
    pub fn declined(&self) -> String {
        self.inner.declined.borrow().as_ref().map(|(_, username)| username.clone()).unwrap_or_default()
    }

    /// Whether it was this session that [`Client::declined`] found.
    pub fn was_declined_for(&self, signed_in: &SignedIn) -> bool {
        self.inner.declined.borrow().as_ref().is_some_and(|(session, _)| *session == signed_in.session)
    }

    /// Forgets [`Client::declined`], because the user goes on as the one who is signed in.
    pub fn forget_declined(&self) {
        self.inner.declined.take();
    }

    /// How many refreshes this tab has sent so far.
    pub fn refreshes(&self) -> u32 {
        self.inner.refreshes.get()
    }

    /// How many calls this tab's pages have made so far, however often each was sent.
    pub fn calls(&self) -> u32 {
        self.inner.calls.get()
    }

    /// Whether the session's access token was got by this tab, since it was loaded.
    pub fn renewed_here(&self, signed_in: &SignedIn) -> bool {
        self.inner.renewed_here.borrow().as_ref() == Some(&signed_in.renewal)
    }

    /// Asks for a text, and gives it as the server sent it: what a text may be, the caller knows.
    ///
    /// # Errors
    /// Whatever keeps the caller from its text.
    pub async fn text(&self, request: Request) -> Result<String, Error> {
        Ok(self.call(&request).await?.body)
    }

    /// Asks for JSON of a known shape. An answer without a body (a 204, for example) counts as `null`: read it as `()` or
    /// as an `Option`.
    ///
    /// # Errors
    /// Whatever keeps the caller from it; any other shape is [`Trouble::Garbled`].
    pub async fn json<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        let answer = self.call(&request).await?;
        let body = if answer.body.trim().is_empty() { "null" } else { &answer.body };
        serde_json::from_str(body).map_err(|_| Error::TryAgain(Trouble::Garbled))
    }

    /// Creates an account and gives the server's message. Neither needs a session nor starts one.
    ///
    /// # Errors
    /// [`Error::Rejected`] with the server's message, or one of our own where the server hides its reason.
    pub async fn sign_up(&self, new_user: &NewUser) -> Result<String, Error> {
        let answer = self.call_any(&Request::post(path::SIGN_UP).json(new_user).public()).await?;
        match answer.status {
            200..=299 if body::is_page(&answer) => Err(Error::TryAgain(Trouble::Garbled)),
            200..=299 => Ok(body::message(&answer).unwrap_or_else(|| "You are registered.".to_owned())),
            401 | 403 => Err(Error::Rejected(body::message(&answer).unwrap_or_else(|| {
                "The server refused this without giving a reason. Check the fields and try again.".to_owned()
            }))),
            _ => Err(verdict::refusal(&answer, false)),
        }
    }

    fn world(&self) -> &W {
        &self.inner.world
    }
}

impl Api {
    /// Whether storage is denied, so that the session lives in this tab's memory only.
    pub fn volatile(&self) -> bool {
        self.world().volatile()
    }

    /// The event bus of this page.
    pub fn bus(&self) -> &Bus {
        self.world().bus()
    }

    /// Whether a `storage` event says that another tab wrote this api's record, or emptied the storage.
    pub(crate) fn is_record(&self, event: &web_sys::Event) -> bool {
        self.world().is_record(event)
    }

    /// Whether the server can't be reached, as far as this page knows; [`Event::Connection`](crate::bus::Event::Connection)
    /// tells when that changes.
    pub fn is_offline(&self) -> bool {
        self.world().is_offline()
    }

    /// Whether tabs can wait for each other here (Web Locks; they need https or localhost).
    pub fn locks(&self) -> bool {
        self.world().locks()
    }
}

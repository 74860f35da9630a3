//! One tab's client: the state that all of its operations share.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::rc::Rc;

use super::admission::Admission;
use super::environment::Environment;
use super::mutex::Mutex;
use super::refresh_state::Running;
use super::signal::Signal;
use crate::protocol::Protocol;
use crate::record::{Record, SignedIn, Stamp, State};

/// One tab's part of the session: all clones share the refresh mutex.
pub struct Client<P, E: Environment> {
    pub(super) inner: Rc<Inner<E>>,
    protocol: PhantomData<P>,
}

pub(super) struct Inner<E: Environment> {
    pub(super) env: E,
    pub(super) admission: Admission,
    pub(super) refreshing: RefCell<Option<Rc<Running>>>,
    pub(super) refreshes: Cell<u32>,
    pub(super) calls: Cell<u32>,
    /// How many operations there were, calls and others: the number of the last.
    pub(super) operations: Cell<u32>,
    /// The session that this tab left last: a write of another tab that crossed ours must not bring it back.
    pub(super) left: RefCell<Option<Stamp>>,
    /// The renewal that this tab made last, by a refresh or a sign-in.
    pub(super) renewed_here: RefCell<Option<Stamp>>,
    /// A sign-in that found another user signed in: that user's session, and the username that was typed.
    pub(super) declined: RefCell<Option<(Stamp, String)>>,
    /// The session for which the server has no refresh, as far as this tab has tried.
    pub(super) unrenewable: RefCell<Option<Stamp>>,
    pub(super) leaving: Cell<bool>,
    pub(super) retry_now: Signal,
    /// Who of this tab may ask for the lock.
    pub(super) tab_mutex: Mutex,
}

impl<P, E: Environment> Clone for Client<P, E> {
    fn clone(&self) -> Self {
        Client { inner: self.inner.clone(), protocol: PhantomData }
    }
}

impl<P, E: Environment> PartialEq for Client<P, E> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// A tab's client; there should be one a tab.
    pub fn new(env: E) -> Self {
        Client {
            inner: Rc::new(Inner {
                env,
                admission: Admission::default(),
                refreshing: RefCell::default(),
                refreshes: Cell::default(),
                calls: Cell::default(),
                operations: Cell::default(),
                left: RefCell::default(),
                renewed_here: RefCell::default(),
                declined: RefCell::default(),
                unrenewable: RefCell::default(),
                leaving: Cell::default(),
                retry_now: Signal::default(),
                tab_mutex: Mutex::default(),
            }),
            protocol: PhantomData,
        }
    }

    /// Who is signed in, as all tabs see it.
    pub fn record(&self) -> Record<P::User> {
        let record = self.env().load();
        match record.signed_in() {
            Some(signed_in) if self.inner.left.borrow().as_ref() == Some(&signed_in.session) => {
                let session = signed_in.session.clone();
                record.with(State::SigningOut { session })
            }
            _ => record,
        }
    }

    /// The username of this tab's last sign-in, where it found another user signed in ([`Error::OtherUser`](crate::Error::OtherUser)); else nothing.
    /// The form that asked is gone by then, and the next form can offer the name again.
    pub fn declined(&self) -> String {
        self.inner.declined.borrow().as_ref().map(|(_, username)| username.clone()).unwrap_or_default()
    }

    /// Whether it was this session that [`Client::declined`] found.
    pub fn was_declined_for(&self, signed_in: &SignedIn<P::User>) -> bool {
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
    pub fn renewed_here(&self, signed_in: &SignedIn<P::User>) -> bool {
        self.inner.renewed_here.borrow().as_ref() == Some(&signed_in.renewal)
    }

    pub(crate) fn env(&self) -> &E {
        &self.inner.env
    }
}

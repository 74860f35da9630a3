//! The client of one tab, and the state that all operations of this tab share.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::rc::Rc;

use super::admission::Admission;
use super::environment::Environment;
use super::idle::Idle;
use super::idle_state::IdleState;
use super::mutex::Mutex;
use super::refresh_state::Running;
use super::signal::Signal;
use crate::protocol::Protocol;
use crate::record::{Millis, Reason, Record, SignedIn, Stamp, State};

/// The client of one tab. It makes calls, refreshes the session when a call needs this, signs in and signs out. Clones
/// are cheap and share all state, including the running refresh.
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
    /// The number of the last operation. Calls, refreshes, sign-ins and sign-outs are operations.
    pub(super) operations: Cell<u32>,
    /// The session that this tab signed out of last. Another tab that has not seen the sign-out yet may write a record
    /// in which this session is still signed in. This tab treats the session as signed out even if the record says
    /// otherwise. The reason is `None` if the user signed out.
    pub(super) left: RefCell<Option<(Stamp, Option<Reason>)>>,
    /// The stamp of the access token that this tab obtained last, by a refresh or a sign-in.
    pub(super) renewed_here: RefCell<Option<Stamp>>,
    /// Set if this tab's last sign-in failed because another user is signed in. Contains the session of that user, and
    /// the account name that this tab tried to sign in with. See [`Client::declined`].
    pub(super) declined: RefCell<Option<(Stamp, String)>>,
    /// The session for which this tab no longer sends an early refresh. An early refresh is sent by a call shortly
    /// before the access token expires. This field is set when the response to an early refresh suggests that the
    /// server has no refresh. A call that gets a 401 still tries to refresh.
    pub(super) unrenewable: RefCell<Option<Stamp>>,
    /// Whether a background task of this tab is trying to end a session at the server ([`Client::resume`]).
    pub(super) leaving: Cell<bool>,
    /// Wakes the background task of [`Client::resume`] before its pause is over, so that the task makes its next
    /// attempt at once.
    pub(super) retry_now: Signal,
    /// When an event of the server said that the user was changed, by the device's clock. `None` if the refresh that
    /// follows is over. The stream may be closed in between, for example because the page is hidden. Then the tab
    /// refreshes when it holds a stream again.
    pub(super) user_changed_at: Cell<Option<Millis>>,
    pub(super) idle: Idle,
    /// A task has to hold this mutex before it requests one of the locks that all tabs share. So at most one task of
    /// each tab waits for such a lock.
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
    /// Creates the client of a tab. Everything outside of the client is reached through `env`. Create one client per
    /// tab and clone it, because only clones share a refresh.
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
                user_changed_at: Cell::default(),
                idle: Idle::default(),
                tab_mutex: Mutex::default(),
            }),
            protocol: PhantomData,
        }
    }

    /// Reads the session record, which all tabs share. If this tab has signed out, the stored record may still say that
    /// the same session is signed in. In this case, the returned record says that this session is signing out. It says
    /// the same if the idle time-out of the session is over.
    pub fn record(&self) -> Record<P::User> {
        let record = self.known_record();
        match record.signed_in() {
            Some(signed_in) if self.idle_of(signed_in) == IdleState::Ended => {
                let session = signed_in.session.clone();
                record.with(State::SigningOut { session, reason: Some(Reason::Inactive) })
            }
            _ => record,
        }
    }

    /// Like [`Client::record`], but a session whose idle time-out is over is still signed in, until a tab has saved its
    /// end. Code that changes the record has to change this record, and not the result of [`Client::record`].
    pub(super) fn known_record(&self) -> Record<P::User> {
        let record = self.env().load();
        match (record.signed_in(), &*self.inner.left.borrow()) {
            (Some(signed_in), Some((left, reason))) if *left == signed_in.session => {
                let session = signed_in.session.clone();
                record.with(State::SigningOut { session, reason: *reason })
            }
            _ => record,
        }
    }

    /// Returns the account name of this tab's last sign-in, if that sign-in failed with
    /// [`Error::OtherUser`](crate::Error::OtherUser). Otherwise, returns an empty text. After
    /// [`Client::forget_declined`], returns an empty text too.
    ///
    /// An app can fill the name into the next sign-in form, so that the person does not have to type it again. The form
    /// of the failed sign-in has disappeared, because an app shows no sign-in form while another user is signed in.
    pub fn declined(&self) -> String {
        self.inner.declined.borrow().as_ref().map(|(_, username)| username.clone()).unwrap_or_default()
    }

    /// Whether this tab's last sign-in failed because the session `signed_in` already existed. [`Client::declined`]
    /// returns the account name that was used for the failed sign-in.
    pub fn was_declined_for(&self, signed_in: &SignedIn<P::User>) -> bool {
        self.inner.declined.borrow().as_ref().is_some_and(|(session, _)| *session == signed_in.session)
    }

    /// Makes [`Client::declined`] return an empty text and [`Client::was_declined_for`] return `false`. Call this when
    /// a person decides to continue as the user who is signed in.
    pub fn forget_declined(&self) {
        self.inner.declined.take();
    }

    /// The number of refresh requests that this tab has sent since it was loaded.
    pub fn refreshes(&self) -> u32 {
        self.inner.refreshes.get()
    }

    /// The number of calls that the pages of this tab have made since it was loaded. A call that is sent again counts
    /// once.
    pub fn calls(&self) -> u32 {
        self.inner.calls.get()
    }

    /// Whether this tab obtained the current access token of `signed_in`, by a sign-in or a refresh. `false` if another
    /// tab obtained the token, or if this tab was loaded again since then.
    pub fn renewed_here(&self, signed_in: &SignedIn<P::User>) -> bool {
        self.inner.renewed_here.borrow().as_ref() == Some(&signed_in.renewal)
    }

    pub(crate) fn env(&self) -> &E {
        &self.inner.env
    }
}

//! Records in the journal what happens to the session: the steps of this tab's operations, the events of this tab's
//! bus (`evergreen_session::Bus`), and the changes that other tabs make to the record. Removes from the journal what
//! another user must not see.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;

use crate::event::Origin;
use crate::journal::Journal;
use crate::time::{self, Micros};
use evergreen_session::{Api, Event, Observer, Protocol, State};

/// A time in ms that is longer than any refresh or sign-in takes. When another tab has refreshed or signed in, the
/// record says when that tab sent its request. This tab then calculates how long ago that was. If the result is less
/// than this constant, the timeline shows when the request was sent. Otherwise the device's clock was changed, or this
/// tab or the device has slept. In this case, the time of the request counts as unknown.
const LONGEST_REFRESH: u64 = 60_000;

/// Returns an observer that records what the session of this tab does. Pass it to `SessionProvider`.
/// [`Timeline`](crate::Timeline) shows what the observer has recorded.
///
/// Each page has one recording. It is kept in memory, and it contains at most 500 operations and 500 events, without
/// tokens, bodies and queries. When the user signs out or another user signs in, everything is removed except a
/// sign-out that is under way.
pub fn observer<P: Protocol>() -> Observer<P> {
    Observer::new(|trace| Journal::of_page().record_step(trace), record_events)
}

/// Records events until the result is dropped.
///
/// The recorder must add its `storage` listener before the session library adds its own. When another tab writes the
/// record, the browser calls the `storage` listeners one after the other. The library's listener publishes an event,
/// and a bus without a worker delivers it before the browser calls the next `storage` listener. If the recorder's
/// listener came later, the recorder would receive the event of the bus first. It would then not know that another tab
/// has written the record.
fn record_events<P: Protocol>(api: &Api<P>) -> impl Sized + use<P> {
    let recorder = Rc::new(Recorder::new(api));
    let subscription = {
        let (recorder, known) = (recorder.clone(), RefCell::new(api.record()));
        api.bus().subscribe(move |event| {
            let record = recorder.api.record();
            recorder.compare(&record.state, false);
            let differs = *known.borrow() != record;
            known.replace(record);
            // `Changed` says only that the record may have changed. It is also published whenever the user returns to
            // the tab. So `Changed` is recorded only if the record differs from `known`, which is the last
            // record that this listener has read. The trace reports `Idle` with more details.
            if differs || !matches!(event, Event::Changed | Event::Idle) {
                recorder.journal.record_event(event, Origin::Received, None);
            }
        })
    };
    // An event of the bus does not say which tab wrote the record. A `storage` event always comes from another tab. So
    // the recorder also listens to `storage` events.
    let storage = web_sys::window().map(|window| {
        EventListener::new(&window, "storage", move |event| {
            if recorder.api.is_record(event) {
                recorder.compare(&recorder.api.record().state, true);
            }
        })
    });
    (subscription, storage)
}

struct Recorder<P: Protocol> {
    api: Api<P>,
    journal: Journal,
    /// The state of the record when it was last read.
    last: RefCell<State<P::User>>,
    /// The id of the user whose operations the journal contains, as the protocol's `user_id` returns it.
    user: RefCell<Option<String>>,
}

impl<P: Protocol> Recorder<P> {
    fn new(api: &Api<P>) -> Self {
        let record = api.record();
        Recorder {
            api: api.clone(),
            journal: Journal::of_page(),
            user: RefCell::new(record.user().map(P::user_id)),
            last: RefCell::new(record.state),
        }
    }

    /// Compares the present state of the record, `now`, with its state at the last call. Removes entries that another
    /// user must not see. If another tab has changed the record, records the event that shows this change.
    fn compare(&self, now: &State<P::User>, by_other_tab: bool) {
        let before = self.last.replace(now.clone());
        let (signed_in, user) = match now {
            State::SignedIn(signed_in) => (Some(signed_in), Some(P::user_id(&signed_in.user))),
            _ => (None, None),
        };
        let ended = now.reason().is_some();
        if is_of_another_user(self.user.borrow().as_deref(), user.as_deref(), ended) {
            self.journal.forget_user();
            self.user.take();
        }
        if user.is_some() {
            self.user.replace(user);
        }
        let by_this_tab = signed_in.is_some_and(|signed_in| self.api.renewed_here(signed_in));
        if let Some(event) = change(&before, now).filter(|_| by_other_tab && !by_this_tab) {
            let from = signed_in.and_then(|signed_in| requested_at(event, signed_in.renewed_at));
            self.journal.record_event(event, Origin::OtherTab, from);
        }
    }
}

/// Returns the event that changes the state `before` into the state `now`. `None` if no event fits, for example because
/// the states are equal.
fn change<U>(before: &State<U>, now: &State<U>) -> Option<Event> {
    match (before, now) {
        (State::SignedIn(before), State::SignedIn(now)) if before.session == now.session => {
            (before.renewal != now.renewal).then_some(Event::Renewed)
        }
        (_, State::SignedIn(_)) => Some(Event::SignedIn),
        (State::SignedIn(_), now) if now.reason().is_some() => Some(Event::Ended),
        (State::SignedIn(_), _) => Some(Event::SignedOut),
        (State::SignedOut(_) | State::SigningOut { .. }, _) => None,
    }
}

/// Returns whether the journal must be emptied. `recorded` is the user whose operations the journal contains, and `now`
/// is the user who is signed in. The journal must be emptied if the recorded user has signed out, or if another user
/// has signed in. If `ended` is true, the session ended without a sign-out. The journal then stays, because the same
/// user may come back and look for the reason.
fn is_of_another_user(recorded: Option<&str>, now: Option<&str>, ended: bool) -> bool {
    recorded.is_some_and(|recorded| now != Some(recorded) && !(now.is_none() && ended))
}

/// Returns the time at which another tab sent the sign-in or the refresh that led to this event, in microseconds since
/// this page was requested. The argument `renewed_at` is the same time as the record says it: in milliseconds since
/// 1970, by the device's clock. Returns `None` if the event is neither a sign-in nor a refresh. Also returns `None` if
/// `renewed_at` is in the future, or is too long ago to be right (see [`LONGEST_REFRESH`]).
fn requested_at(event: Event, renewed_at: u64) -> Option<Micros> {
    let age = (js_sys::Date::now() as u64).checked_sub(renewed_at)?;
    let known = matches!(event, Event::Renewed | Event::SignedIn) && age < LONGEST_REFRESH;
    known.then(|| time::now().saturating_sub(age * 1_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use evergreen_session::{Reason, SignedIn, Stamp};

    const ENDED: State<()> = State::SignedOut(Some(Reason::Expired));
    const SIGNED_OUT: State<()> = State::SignedOut(None);

    fn signed_in(session: &str) -> SignedIn<()> {
        SignedIn::new(Stamp::new(session), 0, None, ())
    }

    #[test]
    fn two_states_of_the_record_tell_what_another_tab_did() {
        let session = State::SignedIn(signed_in("s"));
        let renewed = State::SignedIn(signed_in("s").renewed(Stamp::new("r"), 5, None));
        let signing_out = State::SigningOut { session: Stamp::new("s"), reason: None };
        let inactive = State::SigningOut { session: Stamp::new("s"), reason: Some(Reason::Inactive) };
        for (before, now, event) in [
            (&session, &renewed, Some(Event::Renewed)),
            (&session, &session, None),
            (&SIGNED_OUT, &session, Some(Event::SignedIn)),
            (&State::SignedIn(signed_in("other")), &session, Some(Event::SignedIn)),
            (&session, &ENDED, Some(Event::Ended)),
            (&session, &signing_out, Some(Event::SignedOut)),
            (&session, &inactive, Some(Event::Ended)),
            (&signing_out, &SIGNED_OUT, None),
        ] {
            assert_eq!(change(before, now), event, "{before:?} {now:?}");
        }
    }

    #[test]
    fn nobody_sees_what_another_user_did() {
        assert!(is_of_another_user(Some("amy"), None, false), "amy has signed out");
        for ended in [false, true] {
            assert!(is_of_another_user(Some("amy"), Some("bob"), ended));
            assert!(!is_of_another_user(Some("amy"), Some("amy"), ended));
            for now in [None, Some("amy")] {
                assert!(!is_of_another_user(None, now, ended), "the journal holds nothing of a user");
            }
        }
        assert!(!is_of_another_user(Some("amy"), None, true), "amy may look for the reason");
    }
}

//! How the journal follows the session: what the bus says, what other tabs did, and when to forget everything.
//! It must not change the session, nor know how the journal is shown.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;

use super::clock::{Micros, since_start};
use super::journal::{Journal, What};
use crate::session::{Api, State};
use evergreen_session::Event;

/// No refresh lasts longer: an age beyond is a clock that was set, in ms.
const BELIEVABLE: u64 = 60_000;

/// Keeps the page's journal for as long as the result is kept. It has to listen before anything else of the page does:
/// without the worker, the bus delivers between two listeners of what another tab wrote.
#[must_use = "nothing is recorded once this is dropped"]
pub fn record(api: &Api) -> impl Sized + use<> {
    let follower = Follower {
        api: api.clone(),
        journal: Journal::here(),
        last: Rc::new(RefCell::new(api.record().state)),
        whose: Rc::new(RefCell::new(api.record().user().map(|user| user.id.clone()))),
    };
    let heard = {
        let (follower, known) = (follower.clone(), RefCell::new(api.record()));
        api.bus().subscribe(move |event| {
            let now = follower.api.record();
            follower.look(&now.state, false);
            let news = *known.borrow() != now;
            known.replace(now);
            // It says that something may have changed, which it has not whenever somebody only comes back to the tab.
            if news || event != Event::Changed {
                follower.journal.mark(What::Heard(event), None);
            }
        })
    };
    // By itself: the bus does not say who wrote.
    let written = web_sys::window().map(|window| {
        EventListener::new(&window, "storage", move |event| {
            if follower.api.is_record(event) {
                follower.look(&follower.api.record().state, true);
            }
        })
    });
    (heard, written)
}

#[derive(Clone)]
struct Follower {
    api: Api,
    journal: Journal,
    /// What the record said when it was last looked at.
    last: Rc<RefCell<State>>,
    /// Whose operations are remembered.
    whose: Rc<RefCell<Option<String>>>,
}

impl Follower {
    fn look(&self, now: &State, written_elsewhere: bool) {
        let before = self.last.replace(now.clone());
        if is_anothers(self.whose.borrow().as_ref(), now) {
            self.journal.forget_user();
            self.whose.take();
        }
        if let State::SignedIn(signed_in) = now {
            *self.whose.borrow_mut() = Some(signed_in.user.id.clone());
        }
        let ours = matches!(now, State::SignedIn(signed_in) if self.api.renewed_here(signed_in));
        if let Some(event) = change(&before, now).filter(|_| written_elsewhere && !ours) {
            self.journal.mark(What::Elsewhere(event), asked_at(event, now));
        }
    }
}

/// What somebody must have done to the record.
fn change(before: &State, now: &State) -> Option<Event> {
    match (before, now) {
        (State::SignedIn(before), State::SignedIn(now)) if before.session == now.session => {
            (before.renewal != now.renewal).then_some(Event::Renewed)
        }
        (_, State::SignedIn(_)) => Some(Event::SignedIn),
        (State::SignedIn(_), State::SignedOut(Some(_))) => Some(Event::Ended),
        (State::SignedIn(_), _) => Some(Event::SignedOut),
        (State::SignedOut(_) | State::SigningOut { .. }, _) => None,
    }
}

/// Whether what is remembered must not be there any more: after a sign-out, and where another user has signed in. Where
/// the server ended the session, the same user may come back and look for the reason.
fn is_anothers(whose: Option<&String>, now: &State) -> bool {
    match now {
        State::SignedIn(now) => whose.is_some_and(|whose| *whose != now.user.id),
        State::SignedOut(None) | State::SigningOut { .. } => whose.is_some(),
        State::SignedOut(Some(_)) => false,
    }
}

/// When another tab asked for what has now come, on this tab's timeline.
fn asked_at(event: Event, now: &State) -> Option<Micros> {
    let State::SignedIn(signed_in) = now else { return None };
    let age = (js_sys::Date::now() as u64).checked_sub(signed_in.renewed_at)?;
    let known = matches!(event, Event::Renewed | Event::SignedIn) && age < BELIEVABLE;
    known.then(|| since_start().saturating_sub(age * 1_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::SignedIn;
    use crate::user::User;
    use evergreen_session::{Reason, Stamp};

    const ENDED: State = State::SignedOut(Some(Reason::Expired));
    const OUT: State = State::SignedOut(None);

    fn session(id: i64, session: &str) -> SignedIn {
        let user = User { id: id.to_string(), username: "amy".into(), email: String::new(), roles: Vec::new() };
        SignedIn::new(Stamp::new(session), 0, None, user)
    }

    fn leaving() -> State {
        State::SigningOut { session: Stamp::new("s") }
    }

    #[test]
    fn what_another_tab_did_is_told_by_the_record() {
        let amy = State::SignedIn(session(1, "s"));
        let renewed = State::SignedIn(session(1, "s").renewed(Stamp::new("r"), 5, None));
        for (before, now, event) in [
            (&amy, &renewed, Some(Event::Renewed)),
            (&amy, &amy, None),
            (&OUT, &amy, Some(Event::SignedIn)),
            (&State::SignedIn(session(1, "other")), &amy, Some(Event::SignedIn)),
            (&amy, &ENDED, Some(Event::Ended)),
            (&amy, &leaving(), Some(Event::SignedOut)),
            (&leaving(), &OUT, None),
        ] {
            assert_eq!(change(before, now), event, "{before:?} {now:?}");
        }
    }

    #[test]
    fn nobody_finds_what_another_user_did() {
        let amy = "1".to_owned();
        for now in [OUT, leaving(), State::SignedIn(session(2, "t"))] {
            assert!(is_anothers(Some(&amy), &now), "{now:?}");
        }
        for now in [ENDED, State::SignedIn(session(1, "later"))] {
            assert!(!is_anothers(Some(&amy), &now), "{now:?}");
        }
        for now in [OUT, ENDED, leaving(), State::SignedIn(session(1, "s"))] {
            assert!(!is_anothers(None, &now), "what nobody did is anybody’s: {now:?}");
        }
    }
}

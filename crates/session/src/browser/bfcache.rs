//! A page that the browser keeps as it is left, and may bring back by the back button: hidden while it is away, so that
//! not one frame shows what its next visitor must not see.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, PageTransitionEvent};

use super::api::Api;
use crate::bus::Subscription;
use crate::event::Event;
use crate::protocol::Protocol;
use crate::record::State;

/// What becomes of a page that comes back.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    /// It is as it should be.
    Show,
    /// It is to be shown once its components have read the record.
    Redraw,
    /// It is loaded anew: something on it may be for nobody any more.
    Reload,
}

impl Fate {
    /// The fate of a page that was left under one state of the record, and comes back under another.
    fn of<U>(left: &State<U>, now: &State<U>) -> Fate {
        match (left, now) {
            (State::SignedIn(left), State::SignedIn(now)) if left.session == now.session => Fate::Show,
            // The sign-in form covers it, and the same user finds it beneath as it was.
            (State::SignedIn(_), State::SignedOut(Some(_))) => Fate::Redraw,
            (State::SignedIn(_), _) => Fate::Reload,
            // Whoever it was left by, it showed nothing of theirs.
            (State::SignedOut(_) | State::SigningOut { .. }, _) => Fate::Redraw,
        }
    }
}

/// Hides the page as it is put away, and decides what becomes of it when it comes back, for as long as the result is kept;
/// `None` outside of a page.
pub(super) fn listen<P: Protocol>(api: &Api<P>) -> Option<[EventListener; 2]> {
    let window = web_sys::window()?;
    let root = window.document()?.document_element()?;
    let left = Rc::new(RefCell::new(None::<State<P::User>>));

    let hide = (api.clone(), root.clone(), left.clone());
    let hide = EventListener::new(&window, "pagehide", move |event| {
        let (api, root, left) = &hide;
        if is_kept(event) {
            *left.borrow_mut() = Some(api.record().state);
            // Where that should fail, the page is shown as any other page would be.
            let _ = root.set_attribute("hidden", "");
        }
    });
    let (api, location, left_cell) = (api.clone(), window.location(), left);
    let redrawing = Rc::new(RefCell::new(None::<Subscription>));
    let back = EventListener::new(&window, "pageshow", move |event| {
        let Some(left) = left_cell.take().filter(|_| is_kept(event)) else { return };
        match Fate::of(&left, &api.record().state) {
            Fate::Show => show(&root),
            Fate::Redraw => {
                let (root, left_again) = (root.clone(), left_cell.clone());
                // The last to subscribe hears it last; one more turn, and what the others made of it is drawn.
                let heard = api.bus().subscribe(move |_| {
                    let (root, left_again) = (root.clone(), left_again.clone());
                    Timeout::new(0, move || {
                        if left_again.borrow().is_none() {
                            show(&root);
                        }
                    })
                    .forget();
                });
                *redrawing.borrow_mut() = Some(heard);
                api.bus().publish(Event::Changed);
            }
            Fate::Reload => {
                // It fails on nothing that we could mend; then the page stays hidden.
                let _ = location.reload();
            }
        }
    });
    Some([hide, back])
}

/// Whether the page is kept as it is, or was: any other is gone, or has just been loaded.
fn is_kept(event: &web_sys::Event) -> bool {
    event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted)
}

fn show(root: &Element) {
    let _ = root.remove_attribute("hidden");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Reason, SignedIn, Stamp};

    fn signed_in(session: &str, renewal: &str) -> State<()> {
        State::SignedIn(SignedIn::new(Stamp::new(session), 0, None, ()).renewed(Stamp::new(renewal), 0, None))
    }

    #[test]
    fn only_the_same_session_finds_the_page_as_it_was() {
        let left = signed_in("s", "r");
        let leaving = State::SigningOut { session: Stamp::new("s") };
        assert_eq!(Fate::of(&left, &signed_in("s", "later")), Fate::Show);
        assert_eq!(Fate::of(&left, &State::SignedOut(Some(Reason::Expired))), Fate::Redraw);
        for now in [signed_in("other", "r"), State::SignedOut(None), leaving] {
            assert_eq!(Fate::of(&left, &now), Fate::Reload, "{now:?}");
        }
    }

    #[test]
    fn a_page_left_by_nobody_shows_nothing_to_hide() {
        for now in [signed_in("s", "r"), State::SignedOut(None), State::SignedOut(Some(Reason::Expired))] {
            assert_eq!(Fate::of(&State::<()>::SignedOut(None), &now), Fate::Redraw);
        }
    }
}

//! The back/forward cache: the browser may keep a page that the user leaves, and show it again for the back button. The
//! page is hidden while it is kept, so that the next user of the browser does not see the data of the previous user.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, PageTransitionEvent};

use super::api::Api;
use super::curtain::Redraw;
use crate::protocol::Protocol;
use crate::record::State;

/// What to do with a page that the browser shows again.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    /// Show the page at once.
    Show,
    /// Show the page after its components have read the record.
    Redraw,
    /// Load the page again, because it may contain data of a session that is over.
    Reload,
}

impl Fate {
    /// Decides what happens to a page that the browser shows again. `left` is the state of the record at the time at
    /// which the user left the page. `now` is the present state of the record.
    fn of<U>(left: &State<U>, now: &State<U>) -> Fate {
        match (left, now) {
            (State::SignedIn(left), State::SignedIn(now)) if left.session == now.session => Fate::Show,
            // The session has ended, and not because the user signed out. In this case, the sign-in form covers the
            // page. If the same user signs in again, this user finds the page unchanged.
            (State::SignedIn(_), now) if now.reason().is_some() => Fate::Redraw,
            (State::SignedIn(_), _) => Fate::Reload,
            // Nobody was signed in when the page was left, so it contains no data of a user.
            (State::SignedOut(_) | State::SigningOut { .. }, _) => Fate::Redraw,
        }
    }
}

/// Adds two listeners to the window. The first one hides the page when the user leaves it and the browser puts it into
/// the back/forward cache. The second one decides what to do when the browser shows the page from this cache again.
/// Dropping the result removes both listeners. Returns `None` if the code does not run in a page.
pub(super) fn listen<P: Protocol>(api: &Api<P>) -> Option<[EventListener; 2]> {
    let window = web_sys::window()?;
    let root = window.document()?.document_element()?;
    let left = Rc::new(RefCell::new(None::<State<P::User>>));

    let hide = (api.clone(), root.clone(), left.clone());
    let hide = EventListener::new(&window, "pagehide", move |event| {
        let (api, root, left) = &hide;
        if is_kept(event) {
            *left.borrow_mut() = Some(api.record().state);
            // An error is ignored: the page is then not hidden, and everything else works as usual.
            let _ = root.set_attribute("hidden", "");
        }
    });
    let (api, location, left_cell) = (api.clone(), window.location(), left);
    let redraw = Redraw::default();
    let back = EventListener::new(&window, "pageshow", move |event| {
        let Some(left) = left_cell.take().filter(|_| is_kept(event)) else { return };
        match Fate::of(&left, &api.record().state) {
            Fate::Show => show(&root),
            Fate::Redraw => {
                let (root, left_again) = (root.clone(), left_cell.clone());
                let done = move || {
                    if left_again.borrow().is_none() {
                        show(&root);
                    }
                };
                redraw.run(&api, Rc::new(done));
            }
            Fate::Reload => {
                // If the page cannot be loaded again, it stays hidden, so it does not show the data of the old session.
                let _ = location.reload();
            }
        }
    });
    Some([hide, back])
}

/// Returns the property `persisted` of the event. In the event `pagehide`, it says whether the browser may keep the
/// page. In the event `pageshow`, it says whether the browser has kept the page. A page that was just loaded was not
/// kept.
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
    fn only_the_same_session_sees_the_page_unchanged() {
        let left = signed_in("s", "r");
        let leaving = State::SigningOut { session: Stamp::new("s"), reason: None };
        let inactive = State::SigningOut { session: Stamp::new("s"), reason: Some(Reason::Inactive) };
        assert_eq!(Fate::of(&left, &inactive), Fate::Redraw);
        assert_eq!(Fate::of(&left, &signed_in("s", "later")), Fate::Show);
        assert_eq!(Fate::of(&left, &State::SignedOut(Some(Reason::Expired))), Fate::Redraw);
        for now in [signed_in("other", "r"), State::SignedOut(None), leaving] {
            assert_eq!(Fate::of(&left, &now), Fate::Reload, "{now:?}");
        }
    }

    #[test]
    fn a_page_left_while_signed_out_is_redrawn() {
        for now in [signed_in("s", "r"), State::SignedOut(None), State::SignedOut(Some(Reason::Expired))] {
            assert_eq!(Fate::of(&State::<()>::SignedOut(None), &now), Fate::Redraw);
        }
    }
}

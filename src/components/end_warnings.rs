//! Loads the code that watches the end of a session, and shows its warnings above every page.

use evergreen_session::{Offer, Reason};
use yew::prelude::*;

use crate::components::on_demand::{Load, OnDemand};
use crate::parts;
use crate::session::{Api, Record};

/// Returns the warnings: the question before the idle time-out, and the notice of an end that the server has announced.
/// They are loaded as soon as a session is known to end, because the network may be gone when they are needed. If they
/// cannot be loaded, the session ends without them. The same code follows the server's stream of events, which says
/// that the session was ended elsewhere.
pub fn end_warnings(api: &Api, record: &Record) -> Html {
    let ends = record.signed_in().is_some_and(|signed_in| {
        api.has_idle_timeout() || signed_in.has_end() || signed_in.offers.contains(Offer::Events)
    });
    // The notice has a button to sign in again. A click on it ends the session for this reason. On a public page, the
    // warnings then show the sign-in form, so they stay on the page.
    if ends || record.reason() == Some(Reason::SignInAgain) {
        html! { <OnDemand load={Load(parts::warnings)} title="" /> }
    } else {
        html! {}
    }
}

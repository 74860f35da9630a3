//! `/sessions`: the user's own sessions on all devices, and controls that end them.

mod ended;
mod session_list;
mod session_row;
mod sign_out_others;

use yew::prelude::*;

use crate::navigation::use_location;
use crate::routes::Route;
use crate::session::use_session;
use evergreen_session::Offer;
use session_list::SessionList;

/// The page, if the server offers it. If not, navigates to the page that says that there is no such page.
#[component]
pub fn Sessions() -> Html {
    let record = use_session();
    let navigator = use_location().navigator;
    // While the sign-in form covers this page, the record has no session. The page then stays as it is.
    let offered = record.signed_in().is_none_or(|signed_in| signed_in.offers.contains(Offer::Sessions));
    use_effect_with(offered, move |offered| {
        if !offered {
            navigator.replace(&Route::NotFound);
        }
    });
    if offered {
        html! { <SessionList /> }
    } else {
        html! {}
    }
}

//! `/home`: the public board, and a card about the session.

use yew::prelude::*;

use crate::components::board::Board;
use crate::components::card::stack_style;
use crate::components::session_ring::SessionRing;
use crate::endpoints;
use crate::routes::Route;
use evergreen_session::{Audience, Request};

/// Returns the content of this page, which everybody may see.
pub fn page() -> Html {
    html! {
        <div class={stack_style()}>
            <Board route={Route::Home} request={Request::get(endpoints::PUBLIC_BOARD).public()} audience={Audience::Everybody} />
            <SessionRing />
        </div>
    }
}

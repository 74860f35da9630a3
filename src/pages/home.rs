//! `/home`: the board that everybody may read, and the session of whoever reads it.
//! It must not know who that is.

use yew::prelude::*;

use crate::components::board::Board;
use crate::components::card::stack_style;
use crate::components::session_ring::SessionRing;
use crate::contract::path;
use crate::routes::Route;
use evergreen_session::{Audience, Request};

/// The public board, and the session.
pub fn page() -> Html {
    html! {
        <div class={stack_style()}>
            <Board route={Route::Home} request={Request::get(path::PUBLIC_BOARD).public()} audience={Audience::Everybody} />
            <SessionRing />
        </div>
    }
}

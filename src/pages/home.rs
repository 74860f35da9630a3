//! `/home`: the board that everybody may read.
//! It must not know who is signed in.

use yew::prelude::*;

use crate::api::Request;
use crate::components::board::Board;
use crate::components::load::Audience;
use crate::contract::path;
use crate::routes::Route;

/// The public board.
pub fn page() -> Html {
    html! { <Board route={Route::Home} request={Request::get(path::PUBLIC_BOARD).public()} audience={Audience::Everybody} /> }
}

//! `/user`: the board of every signed-in user.
//! It must not know who may read it: the guard does, and in the end the server.

use yew::prelude::*;

use crate::components::board::Board;
use crate::contract::path;
use crate::routes::Route;
use evergreen_session::{Audience, Request};

/// The users' board.
pub fn page() -> Html {
    html! { <Board route={Route::User} request={Request::get(path::USER_BOARD)} audience={Audience::User} /> }
}

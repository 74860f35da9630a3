//! `/admin`: the administrators' board.

use yew::prelude::*;

use crate::components::board::Board;
use crate::contract::path;
use crate::routes::Route;
use evergreen_session::{Audience, Request};

/// The administrators' board.
pub fn page() -> Html {
    html! { <Board route={Route::Admin} request={Request::get(path::ADMIN_BOARD)} audience={Audience::User} /> }
}

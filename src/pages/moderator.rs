//! `/mod`: the moderators' board.
//! It must not know who may read it: the guard does, and in the end the server.

use yew::prelude::*;

use crate::api::Request;
use crate::components::board::Board;
use crate::components::load::Audience;
use crate::contract::{Role, path};
use crate::routes::Route;

/// The moderators' board.
pub fn page() -> Html {
    html! { <Board route={Route::Moderator} request={Request::get(path::MODERATOR_BOARD).needs(Role::MODERATOR)} audience={Audience::User} /> }
}

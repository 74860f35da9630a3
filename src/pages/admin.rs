//! `/admin`: the administrators' board, which is a page with a text from the server.

use yew::prelude::*;

use crate::components::board::Board;
use crate::endpoints;
use crate::routes::Route;
use evergreen_session::{Audience, Request};

/// Returns the content of this page. `app.rs` puts it inside a guard, which shows the content only to administrators.
pub fn page() -> Html {
    html! { <Board route={Route::Admin} request={Request::get(endpoints::ADMIN_BOARD)} audience={Audience::User} /> }
}

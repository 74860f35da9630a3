//! `/user`: the board for all signed-in users, which is a page with a text from the server.

use yew::prelude::*;

use crate::components::board::Board;
use crate::endpoints;
use crate::routes::Route;
use evergreen_session::{Audience, Request};

/// Returns the content of this page. `app.rs` puts it inside a guard, which shows the content only to signed-in users.
pub fn page() -> Html {
    html! { <Board route={Route::User} request={Request::get(endpoints::USER_BOARD)} audience={Audience::User} /> }
}

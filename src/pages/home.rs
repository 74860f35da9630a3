//! `/home`: the board that everybody may read, and the session of whoever reads it.
//! It must not know who that is.

use stylist::css;
use yew::prelude::*;

use crate::api::Request;
use crate::components::board::Board;
use crate::components::freshness::Freshness;
use crate::components::load::Audience;
use crate::components::surface::stack_style;
use crate::contract::path;
use crate::routes::Route;
use crate::style;

/// The public board, and the session.
pub fn page() -> Html {
    html! {
        <div class={classes!(stack_style(), style::class(css!("& > * { width: 100%; }")))}>
            <Board route={Route::Home} request={Request::get(path::PUBLIC_BOARD).public()} audience={Audience::Everybody} />
            <Freshness />
        </div>
    }
}

//! The page for all addresses that the app does not have.

use yew::prelude::*;

use crate::components::card::{card_style, stack_style};
use crate::components::nav_link::NavLink;
use crate::routes::Route;
use crate::texts::not_found;

/// Returns the content of this page: it says that there is no page at this address, and has a link to the home page.
pub fn page() -> Html {
    html! {
        <div class={stack_style()}>
            <h1>{ Route::NotFound.title() }</h1>
            <div class={classes!(card_style(), stack_style())}>
                <p>{ not_found::NOTHING_HERE }</p>
                <p><NavLink route={Route::Home}>{ not_found::GO_HOME }</NavLink></p>
            </div>
        </div>
    }
}

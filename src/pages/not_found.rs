//! Every address that the app does not have.
//! It must not know the addresses that it has.

use yew::prelude::*;

use crate::components::card::{card_style, stack_style};
use crate::components::nav_link::NavLink;
use crate::routes::Route;

/// Says that there is nothing here, and where there is something.
pub fn page() -> Html {
    html! {
        <div class={stack_style()}>
            <h1>{ Route::NotFound.title() }</h1>
            <div class={classes!(card_style(), stack_style())}>
                <p>{ "There is nothing at this address. It may have been mistyped, or the page may be gone." }</p>
                <p><NavLink route={Route::Home}>{ "Go to the home page" }</NavLink></p>
            </div>
        </div>
    }
}

//! Every address that the app does not have.
//! It must not know the addresses that it has.

use yew::prelude::*;

use crate::components::card::{card_style, stack_style};
use crate::components::nav_link::NavLink;
use crate::routes::Route;
use crate::texts::pages;

/// Says that there is nothing here, and where there is something.
pub fn page() -> Html {
    html! {
        <div class={stack_style()}>
            <h1>{ Route::NotFound.title() }</h1>
            <div class={classes!(card_style(), stack_style())}>
                <p>{ pages::NOTHING_HERE }</p>
                <p><NavLink route={Route::Home}>{ pages::GO_HOME }</NavLink></p>
            </div>
        </div>
    }
}

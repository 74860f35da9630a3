//! Every address that the app does not have.
//! It must not know the addresses that it has.

use yew::prelude::*;

use crate::components::link::GoTo;
use crate::components::surface::stack_style;
use crate::routes::Route;

/// Says that there is nothing here, and where there is something.
pub fn page() -> Html {
    let class = stack_style();
    html! {
        <div {class}>
            <h1>{ Route::NotFound.title() }</h1>
            <p>{ "There is nothing at this address. " }<GoTo route={Route::Home}>{ "Go to the home page" }</GoTo></p>
        </div>
    }
}

//! A board: a heading, and the text that the server has for whoever looks.
//! It must not know which board it is, nor who may read it.

use stylist::css;
use yew::prelude::*;

use crate::api::Request;
use crate::components::failure::Failure;
use crate::components::load::{Audience, Stage, use_text};
use crate::components::notice::{Tone, notice};
use crate::components::surface::{card_style, stack_style};
use crate::routes::Route;
use crate::style;

/// What [`Board`] takes.
#[derive(Properties, PartialEq)]
pub struct BoardProps {
    /// The page that it fills; gives the heading.
    pub route: Route,
    /// What it asks for.
    pub request: Request,
    /// Whom the text is for.
    pub audience: Audience,
}

/// A board.
#[component]
pub fn Board(props: &BoardProps) -> Html {
    let load = use_text(props.request.clone(), props.audience);
    let (stack, card) = (stack_style(), card_style());
    let text = style::class(css!("font-size: var(--text-l); white-space: pre-line;"));

    let body = match load.stage {
        Stage::Quiet => html! {},
        Stage::Waiting => notice(Tone::Status, "Loading…"),
        Stage::Ready(board) => html! { <p class={classes!(card, text)}>{ board }</p> },
        Stage::Failed(error) => html! { <Failure {error} again={load.again} /> },
    };
    html! {
        <div class={stack}>
            <h1>{ props.route.title() }</h1>
            { body }
        </div>
    }
}

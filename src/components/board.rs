//! A board: a heading, whom it is for, and the text that the server has for whoever looks.
//! It must not know what the text says, nor keep anybody from reading it: the guard does, and in the end the server.

use stylist::css;
use yew::prelude::*;

use crate::components::board_text::board_text;
use crate::components::card::{card_style, stack_style};
use crate::components::failure::failure;
use crate::components::focus::focus;
use crate::components::skeleton::skeleton;
use crate::components::text::text;
use crate::components::time::time_now;
use crate::protocol::Tutorial;
use crate::routes::Route;
use crate::session::{use_api, use_session};
use crate::style;
use crate::texts::boards;
use evergreen_session::{Audience, Request, Stage, use_request};

/// What [`Board`] takes.
#[derive(Properties, PartialEq)]
pub struct BoardProps {
    /// The page that it fills; gives the heading, and whom it is for.
    pub route: Route,
    /// What it asks for.
    pub request: Request,
    /// Whom the text is for.
    pub audience: Audience,
}

/// What a board said, and when.
#[derive(Clone, PartialEq)]
struct Reading {
    text: AttrValue,
    /// The time of day.
    at: AttrValue,
}

/// A board.
#[component]
pub fn Board(props: &BoardProps) -> Html {
    let (api, record) = (use_api(), use_session());
    let access = props.route.access();
    // Nobody asks while nobody is signed in; the answer before stays that of the same request.
    let permitted = record.user().is_none_or(|user| access.missing(user).is_none());
    let request = props.request.clone().permitted(permitted);
    let load = use_request::<Tutorial, _, _, _>(request, props.audience, |api, request| async move {
        let text = board_text(&api, request).await?.into();
        let at = time_now().into();
        Ok(Reading { text, at })
    });
    let class = style::class(css!(
        r#"
        display: grid;
        gap: var(--space-5);

        & blockquote {
            margin: 0;
            font-size: var(--text-xl);
            line-height: var(--leading-tight);
            white-space: pre-line;
        }
        & div {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--space-2) var(--space-4);
            padding-block-start: var(--space-4);
            border-block-start: var(--hair) solid var(--line);
        }
        "#
    ));
    let heading = use_node_ref();
    let waiting = load.stage == Stage::Waiting;
    let failure = match &load.stage {
        Stage::Failed(error, number) => {
            // The button goes with the error: whoever has pressed it reads on from the heading.
            let heading = heading.clone();
            let reload = load.reload.clone();
            let reload = Callback::from(move |_| {
                reload.emit(());
                focus(&heading);
            });
            failure(error, *number, &api, record.user().is_some(), reload)
        }
        _ => html! {},
    };
    let body = match (&load.stage, &load.data) {
        (_, Some(reading)) => {
            let reload = load.reload.reform(|_| ());
            html! {
                <section class={classes!(card_style(), class)}>
                    if reading.text.trim().is_empty() {
                        <p class="quiet">{ boards::EMPTY }</p>
                    } else {
                        <blockquote>{ text(reading.text.clone()) }</blockquote>
                    }
                    <div>
                        <p class="quiet" aria-live="polite" role={waiting.then_some("status")}>
                            { text(if waiting { boards::LOADING.into() } else { AttrValue::from(boards::updated(&reading.at)) }) }
                        </p>
                        <button type="button" class="second" onclick={reload}>{ boards::REFRESH }</button>
                    </div>
                </section>
            }
        }
        (Stage::Failed(..), None) => html! {},
        _ => skeleton(waiting),
    };
    // For ears; where there is a text, eyes are told the same beside it.
    let loading = waiting && load.data.is_none();
    html! {
        <div class={stack_style()}>
            <header>
                <h1 ref={heading} tabindex="-1">{ text(props.route.title()) }</h1>
                <p class="quiet">{ text(boards::visible_to(&access)) }</p>
            </header>
            { failure }
            { body }
            <p class="visually-hidden" role="status">{ text(if loading { boards::LOADING } else { "" }) }</p>
        </div>
    }
}

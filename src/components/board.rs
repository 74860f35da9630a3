//! A board is a page that shows a text from the server. It has a heading, a line that says who may see the board, and a
//! button that loads the text again.

use yew::prelude::*;

use crate::components::board_text::board_text;
use crate::components::card::{card_style, stack_style};
use crate::components::failure::failure;
use crate::components::focus::focus;
use crate::components::skeleton::skeleton;
use crate::components::text::text;
use crate::components::time::time_now;
use crate::early_page;
use crate::routes::Route;
use crate::session::{use_api, use_request, use_session};
use crate::texts::{boards, layout};
use evergreen_session::{Audience, Request, Stage};

/// The properties of [`Board`].
#[derive(Properties, PartialEq)]
pub struct BoardProps {
    /// The route of the page. It gives the heading, and says who may see the page.
    pub route: Route,
    /// The request for the text.
    pub request: Request,
    /// Whether the text is for everybody, or only for the signed-in user.
    pub audience: Audience,
}

/// The text of a board, and the time at which it was loaded.
#[derive(Clone, PartialEq)]
struct Reading {
    text: AttrValue,
    /// The local time of day at which the text was loaded.
    at: AttrValue,
}

/// A page that shows a text from the server. The page has a button that loads the text again.
#[component]
pub fn Board(props: &BoardProps) -> Html {
    let (api, record) = (use_api(), use_session());
    let access = props.route.access();
    // `permitted` is also true while nobody is signed in. So the request does not change when the session expires, and
    // the hidden page keeps its text.
    let permitted = record.user().is_none_or(|user| access.missing(user).is_none());
    let request = props.request.clone().permitted(permitted);
    let load = use_request(request, props.audience, |api, request| async move {
        let text = board_text(&api, request).await?.into();
        let at = time_now().into();
        Ok(Reading { text, at })
    });
    // `index.html` shows an early page before the app renders. The early page may already show the text of this board.
    // Until this component has its own response, it shows the text of the early page. So nothing on the screen moves
    // when the app replaces the early page.
    let early = use_memo(props.route.clone(), |_| {
        early_page::board_text().map(|text| Reading { text: text.into(), at: time_now().into() })
    });
    let reading = load.data.as_ref().or(early.as_ref().as_ref());
    let heading = use_node_ref();
    let waiting = load.stage == Stage::Waiting;
    let failure = match &load.stage {
        Stage::Failed(error, number) => {
            // When the person clicks the button `Try again`, the error message and its button disappear. So the focus
            // moves from the button to the heading.
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
    let body = match (&load.stage, reading) {
        (_, Some(reading)) => {
            let reload = load.reload.reform(|_| ());
            html! {
                <section class={classes!(card_style(), "board")}>
                    if reading.text.trim().is_empty() {
                        <p class="quiet">{ boards::EMPTY }</p>
                    } else {
                        <blockquote>{ text(reading.text.clone()) }</blockquote>
                    }
                    <div>
                        <p class="quiet" aria-live="polite" role={waiting.then_some("status")}>
                            { text(if waiting { layout::LOADING.into() } else { AttrValue::from(boards::updated(&reading.at)) }) }
                        </p>
                        <button type="button" class="second" onclick={reload}>{ boards::REFRESH }</button>
                    </div>
                </section>
            }
        }
        (Stage::Failed(..), None) => html! {},
        _ => skeleton(waiting),
    };
    // This message is only for screen readers. It is there while a text is loading and the board shows no text yet.
    // While the board shows a text, a visible message beside the text says that the text is loaded again.
    let loading = waiting && reading.is_none();
    html! {
        <div class={stack_style()}>
            <header>
                <h1 ref={heading} tabindex="-1">{ text(props.route.title()) }</h1>
                <p class="quiet">{ text(boards::visible_to(&access)) }</p>
            </header>
            { failure }
            { body }
            <p class="visually-hidden" role="status">{ text(if loading { layout::LOADING } else { "" }) }</p>
        </div>
    }
}

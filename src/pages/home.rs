//! `/home`: the public board (a page with a text from the server), and a card about the session.

use yew::prelude::*;

use crate::components::board::Board;
use crate::components::card::stack_style;
use crate::components::session_ring::SessionRing;
use crate::endpoints;
use crate::routes::Route;
use evergreen_session::{Audience, Request};

/// Returns the content of this page, which everybody may see.
pub fn page() -> Html {
    html! {
        <div class={stack_style()}>
            <Board route={Route::Home} request={Request::get(endpoints::PUBLIC_BOARD).public()} audience={Audience::Everybody} />
            <SessionRing />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yew_router::Routable;

    #[test]
    fn the_early_request_in_index_html_is_the_request_of_this_page() {
        let page = Route::Home.to_path();
        let early = format!(
            r#"<meta name="early-request" content="{}" data-pages="./ {}">"#,
            endpoints::PUBLIC_BOARD,
            page.trim_start_matches('/')
        );
        assert!(include_str!("../../index.html").contains(&early), "index.html must contain {early}");
    }
}

//! The parts of the program that are loaded when they are first needed.
//!
//! A release is split into these parts and the rest. So a first load contains at most the part of its own page, and the
//! part `warnings` if the app has to watch the end of a session.
//! Without the Cargo feature `split`, the program is in one piece, and loading a part succeeds at once. `trunk serve`
//! and the tests in `tests/web` use such a program. Only the release build of `cargo xtask` turns the feature on,
//! because a split program needs a step between cargo and wasm-bindgen.
//!
//! To add the part of a page, add a row to the list below. Then replace the line `page` by a line `part` in the row of
//! the page in `page_table.rs`. No other code may name the component of the page. Otherwise, the component would stay
//! in the rest of the program.

use evergreen_session::SessionEvents;
use yew::prelude::*;

use crate::components::idle_question::IdleQuestion;
use crate::components::on_demand::{Loading, NotLoaded};
use crate::components::session_end_notice::SessionEndNotice;
use crate::pages;
use crate::protocol::Tutorial;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        NotLoaded
    }
}

macro_rules! parts {
    ($( $(#[doc = $doc:literal])+ $(#[cfg($cfg:meta)])? $name:ident => $page:expr; )+) => {
        $(
            $(#[doc = $doc])+
            $(#[cfg($cfg)])?
            pub fn $name() -> Loading {
                #[cfg(feature = "split")]
                #[wasm_split_helpers::wasm_split($name, fallible)]
                fn page() -> Result<Html, NotLoaded> {
                    Ok($page)
                }

                #[cfg(not(feature = "split"))]
                async fn page() -> Result<Html, NotLoaded> {
                    Ok($page)
                }

                Box::pin(page())
            }
        )+
    };
}

// In a release, each part has its own file. The name of the file contains the name of the part. For example, the file
// of the part `activity` can have the name `app-0123456789abcdef_activity.wasm`.
parts! {
    /// Loads the page `/activity`, with the timeline.
    #[cfg(feature = "activity")]
    activity => html! { <pages::Activity /> };
    /// Loads the page `/profile`.
    profile => html! { <pages::Profile /> };
    /// Loads the page `/sessions`.
    sessions => html! { <pages::Sessions /> };
    /// Loads the page `/register`.
    register => html! { <pages::Register /> };
    /// Loads the warnings before a session ends, and the code that follows the server's stream of events.
    warnings => html! { <><SessionEndNotice /><IdleQuestion /><SessionEvents<Tutorial> /></> };
}

//! What stands in for a text that is still to come.
//! It must not know what is waited for, nor how it looks: `static/base.css` does, since `index.html` shows one too.

use yew::prelude::*;

/// Lines without words, for eyes alone: after a moment, or `now` where that moment is over.
pub fn skeleton(now: bool) -> Html {
    html! { <div class={classes!("skeleton", (!now).then_some("delayed"))} aria-hidden="true"><i /><i /><i /></div> }
}

//! What stands in for a text that is still to come, after a wait that is worth a word.
//! It must not know what is waited for, nor how it looks: `static/base.css` does, since `index.html` shows one too.

use yew::prelude::*;

/// Lines without words for eyes, and a word for ears.
pub fn skeleton() -> Html {
    html! {
        <>
            <p class="unseen" role="status">{ "Loading…" }</p>
            <div class="bones" aria-hidden="true"><i /><i /><i /></div>
        </>
    }
}

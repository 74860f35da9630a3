//! What stands in for a text that is still to come.
//! It must not know what is waited for, nor how it looks: `static/base.css` does, since `index.html` shows one too.

use yew::prelude::*;

/// Lines without words for eyes, after a moment; and where it has taken long enough to be worth one, a word for ears.
pub fn skeleton(worth_a_word: bool) -> Html {
    html! {
        <>
            <div class={classes!("bones", (!worth_a_word).then_some("soon"))} aria-hidden="true"><i /><i /><i /></div>
            <p class="unseen" role="status">{ if worth_a_word { "Loading…" } else { "" } }</p>
        </>
    }
}

//! The placeholder for a text that is loading. Its styles are in `static/base.css`, because `index.html` shows the same
//! placeholder before the program runs.

use yew::prelude::*;

/// Returns three empty lines, which are hidden from screen readers. The lines become visible after a short delay. They
/// are visible at once if `now` is true, or in an element of the class `waited`, which `static/boot.js` sets.
pub fn skeleton(now: bool) -> Html {
    html! { <div class={classes!("skeleton", (!now).then_some("delayed"))} aria-hidden="true"><i /><i /><i /></div> }
}

//! The placeholder for a text that is loading. Its styles are in `static/base.css`, because `index.html` shows the same
//! placeholder before the program runs.

use yew::prelude::*;

/// Returns three empty lines, which are hidden from screen readers. If `now` is true, the lines are visible at once.
/// Otherwise, they become visible after a short delay. If the program started slowly, `static/boot.js` gives the
/// element `#app` the class `waited` for a short time. During this time, all lines in `#app` are visible at once.
pub fn skeleton(now: bool) -> Html {
    html! { <div class={classes!("skeleton", (!now).then_some("delayed"))} aria-hidden="true"><i /><i /><i /></div> }
}

//! The placeholder for a text that is loading. Its styles are in `static/base.css`, because `index.html` shows the same
//! placeholder before the program runs.

use yew::prelude::*;

/// Returns three empty lines, which are hidden from screen readers. If `now` is true, the lines are visible. Otherwise,
/// they only keep their space, and have no animation. An animation would cost the browser a frame every 16 ms while the
/// page waits for a response, and most responses arrive before the lines become visible. If the program started slowly,
/// `static/boot.js` gives the element `#app` the class `waited` for a short time. During this time, all lines in `#app`
/// are visible.
pub fn skeleton(now: bool) -> Html {
    lines((!now).then_some("reserved"))
}

/// Returns the same lines for a component that does not know how long it has waited. The style makes the lines visible
/// after a short delay.
pub fn delayed_skeleton() -> Html {
    lines(Some("delayed"))
}

fn lines(class: Option<&'static str>) -> Html {
    html! { <div class={classes!("skeleton", class)} aria-hidden="true"><i /><i /><i /></div> }
}

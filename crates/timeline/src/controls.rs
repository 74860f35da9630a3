//! The buttons of the timeline.

use yew::prelude::*;

/// Returns a button. If it is not `enabled`, a click has no effect. The attribute `disabled` is not used, because a
/// disabled button loses the focus.
pub(crate) fn button(name: &'static str, enabled: bool, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="second" aria-disabled={(!enabled).then_some("true")} onclick={enabled.then_some(onclick)}>
            { name }
        </button>
    }
}

/// Returns a button that looks pressed while `on` is true. A screen reader reads out this state, too.
pub(crate) fn switch(name: &'static str, on: bool, onclick: Callback<MouseEvent>) -> Html {
    let pressed = if on { "true" } else { "false" };
    html! { <button type="button" class="second" aria-pressed={pressed} {onclick}>{ name }</button> }
}

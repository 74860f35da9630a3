//! The buttons of the timeline.

use yew::prelude::*;

/// A button. While it is not `enabled`, it has no effect but keeps the focus, which `disabled` would take away.
pub(crate) fn button(name: &'static str, enabled: bool, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="second" aria-disabled={(!enabled).then_some("true")} onclick={enabled.then_some(onclick)}>
            { name }
        </button>
    }
}

/// A button that stays pressed while it is `on`.
pub(crate) fn switch(name: &'static str, on: bool, onclick: Callback<MouseEvent>) -> Html {
    let pressed = if on { "true" } else { "false" };
    html! { <button type="button" class="second" aria-pressed={pressed} {onclick}>{ name }</button> }
}

//! The legend below the waterfall.

use yew::prelude::*;

use super::layout::Layout;
use crate::shade::Shade;
use crate::texts;

/// Returns the legend, which explains the shades of the shapes in this waterfall. It leaves out the shades for which
/// [`texts::shade`] has no text.
pub(crate) fn legend(layout: &Layout) -> Html {
    let shades = layout.paths.iter().filter_map(|(shade, ..)| Some((*shade, texts::shade(*shade)?)));
    html! { <ul class="flow legend" role="list">{ for shades.map(entry) }</ul> }
}

fn entry((shade, words): (Shade, &'static str)) -> Html {
    html! {
        <li key={words}>
            <svg width="12" height="12" aria-hidden="true"><rect class={shade.name()} width="12" height="12" rx="2" /></svg>
            { words }
        </li>
    }
}

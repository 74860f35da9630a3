//! The choice of a theme: as the system has it, light, or dark.
//! It must not know what is done about it, nor where it is kept: `static/theme.js` hears what is chosen.

use yew::prelude::*;

use crate::texts::layout;

/// What there is to choose: the mark on the root element, and the word.
const THEMES: [(&str, &str); 3] =
    [("", layout::SYSTEM_THEME), ("light", layout::LIGHT_THEME), ("dark", layout::DARK_THEME)];

/// The choice, as `index.html` has it too. The script keeps it right.
pub fn theme_choice() -> Html {
    let chosen = chosen();
    html! {
        <div>
            <label for="theme">{ layout::THEME }</label>
            <select id="theme">
                { for THEMES.map(|(mark, word)| html! {
                    <option value={mark} selected={chosen == mark}>{ word }</option>
                }) }
            </select>
        </div>
    }
}

fn chosen() -> String {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    root.and_then(|root| root.get_attribute("data-theme")).unwrap_or_default()
}

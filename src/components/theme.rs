//! The list from which a person chooses a theme. `static/theme.js` listens to this list, applies the choice and stores
//! it.

use yew::prelude::*;

use crate::texts::layout;

/// The themes. Each entry consists of two texts. The first text is the value of the attribute `data-theme` of the root
/// element. For the system's theme, the first text is empty, and the root element has no such attribute. The second
/// text is the label of the theme.
const THEMES: [(&str, &str); 3] =
    [("", layout::SYSTEM_THEME), ("light", layout::LIGHT_THEME), ("dark", layout::DARK_THEME)];

/// Returns the list in which a person chooses the theme, and the label of the list. `index.html` shows the same list
/// before the program runs. `static/boot.js` copies the person's choice from that list to this list.
pub fn theme_choice() -> Html {
    html! {
        <div>
            <label for="theme">{ layout::THEME }</label>
            <select id="theme">
                { for THEMES.map(|(mark, word)| html! { <option value={mark}>{ word }</option> }) }
            </select>
        </div>
    }
}

//! Moving the focus: to a place that shall be seen, or to where somebody was in a page.
//! It must not know why it moves.

use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement, Window};
use yew::prelude::*;

/// Moves the focus into a field, or onto anything else that takes it, which the browser scrolls to.
pub fn focus(place: &NodeRef) {
    if let Some(element) = place.cast::<HtmlElement>() {
        // It fails on nothing that we could mend.
        let _ = element.focus();
    }
}

/// Moves the focus to `place`, once drawn, whenever `occasion` is another than before.
#[hook]
pub fn use_focus(occasion: u32, place: Option<NodeRef>) {
    use_effect_with(occasion, move |_| {
        if let Some(place) = place {
            focus(&place);
        }
    });
}

/// Where somebody is in a page: what has the focus, and how far the page is scrolled, in CSS pixels. By default at the
/// top, with the focus nowhere.
#[derive(Default)]
pub struct Spot {
    focused: Option<HtmlElement>,
    scrolled: f64,
}

impl Spot {
    /// Where the person is now.
    pub fn now() -> Spot {
        let window = web_sys::window();
        let active = window.as_ref().and_then(Window::document).and_then(|document| document.active_element());
        // The body stands for nowhere.
        let focused = active.filter(|element| element.tag_name() != "BODY");
        Spot {
            focused: focused.and_then(|element| element.dyn_into().ok()),
            scrolled: window.and_then(|window| window.scroll_y().ok()).unwrap_or_default(),
        }
    }

    /// Leads back here. The focus goes to `otherwise` where nothing has had it, or what had it is gone.
    pub fn resume(self, otherwise: &NodeRef) {
        let focused = self.focused.filter(|element| element.is_connected()).or_else(|| otherwise.cast());
        if let Some(element) = focused {
            // Something taller than the window is scrolled to by its own first line, and the navigation out of sight;
            // WebKit does so when it draws next, whatever was scrolled since.
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = element.focus_with_options(&options);
        }
        if let Some(window) = web_sys::window() {
            window.scroll_to_with_x_and_y(0.0, self.scrolled);
        }
    }
}

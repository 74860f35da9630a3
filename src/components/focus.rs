//! Moves the keyboard focus to an element. Also stores the focus and the scroll position of a page, and restores them
//! later.

use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement, Window};
use yew::prelude::*;

/// Moves the focus to the element `place`, and the browser scrolls to this element. Does nothing if the element is not
/// on the page.
pub fn focus(place: &NodeRef) {
    if let Some(element) = place.cast::<HtmlElement>() {
        // If this fails, the focus stays where it was.
        let _ = element.focus();
    }
}

/// Moves the focus to `place` after the first rendering. Moves it again after each later rendering for which `occasion`
/// has changed. Does nothing if `place` is `None`.
#[hook]
pub fn use_focus(occasion: u32, place: Option<NodeRef>) {
    use_effect_with(occasion, move |_| {
        if let Some(place) = place {
            focus(&place);
        }
    });
}

/// Moves the focus to the element with this id. Does nothing if there is no such element.
pub fn focus_on(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let element = document.and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // If this fails, the focus stays where it was.
        let _ = element.focus();
    }
}

/// Moves the focus to the element with this id, if no element has the focus. An element loses the focus without a
/// successor when it is removed.
pub fn focus_if_lost(id: &str) {
    if Spot::now().focused.is_none() {
        focus_on(id);
    }
}

/// Where a person is in a page: the element with the focus, and the scroll position in CSS pixels. The default is the
/// top of the page, without a focused element.
#[derive(Default)]
pub struct Spot {
    focused: Option<HtmlElement>,
    scrolled: f64,
}

impl Spot {
    /// Returns the element that has the focus now, and the current scroll position.
    pub fn now() -> Spot {
        let window = web_sys::window();
        let active = window.as_ref().and_then(Window::document).and_then(|document| document.active_element());
        // The body is the active element if nothing has the focus.
        let focused = active.filter(|element| element.tag_name() != "BODY");
        Spot {
            focused: focused.and_then(|element| element.dyn_into().ok()),
            scrolled: window.and_then(|window| window.scroll_y().ok()).unwrap_or_default(),
        }
    }

    /// Restores the focus and the scroll position. If no element had the focus, or if that element is no longer on the
    /// page, the focus goes to `otherwise`.
    pub fn resume(self, otherwise: &NodeRef) {
        let focused = self.focused.filter(|element| element.is_connected()).or_else(|| otherwise.cast());
        if let Some(element) = focused {
            // Without this option, the browser would scroll to the first line of a tall element, and the navigation
            // would be out of sight. WebKit would scroll only at the next frame, so the call of
            // `scroll_to_with_x_and_y` below could not correct the position.
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = element.focus_with_options(&options);
        }
        if let Some(window) = web_sys::window() {
            window.scroll_to_with_x_and_y(0.0, self.scrolled);
        }
    }
}

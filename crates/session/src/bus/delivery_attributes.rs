//! Attributes of the document's root element that show who delivers events. Tests and developers read the attributes.
//! Nothing in the app depends on them.

use web_sys::Element;

/// Who delivers events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The worker delivers the events, because it responds.
    Worker,
    /// The page delivers the events itself, because there is no worker, or because the worker does not respond.
    Page,
}

/// Sets the attribute `data-bus`, which shows who delivers events now.
pub(super) fn way(way: Way) {
    if let Some(root) = root() {
        let name = match way {
            Way::Worker => "worker",
            Way::Page => "page",
        };
        // If this fails, the app still works, so the error is ignored.
        let _ = root.set_attribute("data-bus", name);
    }
}

/// Increments the attribute `data-bus-fallbacks`. It counts the events that the page delivered itself because there was
/// no worker or the worker was dead. An event whose echo was only late is not counted.
pub(super) fn fell_back() {
    if let Some(root) = root() {
        let count = root.get_attribute("data-bus-fallbacks").and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
        let _ = root.set_attribute("data-bus-fallbacks", &count.saturating_add(1).to_string());
    }
}

fn root() -> Option<Element> {
    web_sys::window()?.document()?.document_element()
}

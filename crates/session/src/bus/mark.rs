//! Marks on the document's root element that tell which way events come, for tests and for whoever looks into a fault.
//! It must not decide anything: nothing in the app reads them.

use web_sys::Element;

/// How listeners hear of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// From the worker.
    Worker,
    /// From the page itself, since the worker is silent.
    Page,
}

/// Writes `data-bus`.
pub(super) fn way(way: Way) {
    if let Some(root) = root() {
        let name = match way {
            Way::Worker => "worker",
            Way::Page => "page",
        };
        // A mark that can't be made is no reason to do anything else.
        let _ = root.set_attribute("data-bus", name);
    }
}

/// Counts one more event that the page had to deliver itself, in `data-bus-fallbacks`.
pub(super) fn fell_back() {
    if let Some(root) = root() {
        let count = root.get_attribute("data-bus-fallbacks").and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
        let _ = root.set_attribute("data-bus-fallbacks", &count.saturating_add(1).to_string());
    }
}

fn root() -> Option<Element> {
    web_sys::window()?.document()?.document_element()
}

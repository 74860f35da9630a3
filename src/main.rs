//! The program's two parts: the page, and the worker that is the page's event bus.
//! It must not know what either does.

use evergreen::app::App;
use gloo_timers::callback::Timeout;

fn main() {
    match web_sys::window() {
        Some(window) => show(&window),
        None => evergreen_session::run_worker(),
    }
}

/// Puts the app in the place of what `index.html` shows until then.
fn show(window: &web_sys::Window) {
    let Some(document) = window.document() else { return };
    let place = document.get_element_by_id("app").or_else(|| document.body().map(Into::into));
    if let Some(place) = place {
        // In a turn of its own: until here the browser has put the program together, and it is to answer in between.
        Timeout::new(0, || {
            yew::Renderer::<App>::with_root(place).render();
        })
        .forget();
    }
}

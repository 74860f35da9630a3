//! The program runs in two places: in the page as the app, and in a worker as the event bus.

use evergreen::app::App;
use gloo_timers::callback::Timeout;

fn main() {
    match web_sys::window() {
        Some(window) => show(&window),
        None => evergreen_session::run_worker(),
    }
}

/// Replaces the content of `index.html` with the app.
fn show(window: &web_sys::Window) {
    let Some(document) = window.document() else { return };
    let place = document.get_element_by_id("app").or_else(|| document.body().map(Into::into));
    if let Some(place) = place {
        // The app renders in a task of its own: the browser has just compiled the program, and can handle input before
        // the rendering begins.
        Timeout::new(0, || {
            yew::Renderer::<App>::with_root(place).render();
        })
        .forget();
    }
}

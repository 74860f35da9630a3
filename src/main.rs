//! The program runs in two places: in the page as the app, and in a worker as the event bus.

use evergreen::app::App;
use gloo_timers::callback::Timeout;

fn main() {
    match web_sys::window() {
        Some(window) => show(&window),
        None => evergreen_session::run_worker(),
    }
}

/// Shows the app in the element `app` of the page. The app replaces what `index.html` has shown there until now. If
/// there is no such element, the app is shown in the body.
fn show(window: &web_sys::Window) {
    let Some(document) = window.document() else { return };
    let place = document.get_element_by_id("app").or_else(|| document.body().map(Into::into));
    if let Some(place) = place {
        // The app renders in a later task. So the browser, which has just compiled the program, can handle input before
        // the rendering begins.
        Timeout::new(0, || {
            yew::Renderer::<App>::with_root(place).render();
        })
        .forget();
    }
}

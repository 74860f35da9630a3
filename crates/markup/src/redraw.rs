//! A hook that renders a component again from time to time, for example because the component shows how old something
//! is.

use gloo_timers::callback::Interval;
use yew::prelude::*;

/// Calls `due` every `period` milliseconds while the component is mounted, and renders the component again if `due`
/// returns true. While the page is hidden, `due` is not called. Only the `period` and the `due` of the first rendering
/// are used.
#[hook]
pub fn use_redraw<F>(period: u32, due: F)
where
    F: FnMut() -> bool + 'static,
{
    let update = use_force_update();
    use_effect_with((), move |()| {
        let mut due = due;
        let document = web_sys::window().and_then(|window| window.document());
        let timer = Interval::new(period, move || {
            let hidden = document.as_ref().is_some_and(|document| document.hidden());
            if !hidden && due() {
                update.force_update();
            }
        });
        move || drop(timer)
    });
}

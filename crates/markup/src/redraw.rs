//! A hook that renders a component again from time to time, for example because it shows an age.

use gloo_timers::callback::Interval;
use yew::prelude::*;

/// Calls `due` every `period` ms while the component is mounted, and renders the component again if `due` returns true. Does
/// neither while the page is hidden.
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

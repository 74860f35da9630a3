//! Drawing a component anew from time to time, as what shows a time must; not in the background, where nobody looks.
//! It must not know what is drawn.

use gloo_timers::callback::Interval;
use yew::prelude::*;

/// Looks every `period` ms, for as long as the component is mounted, whether it is `due` to be drawn anew.
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

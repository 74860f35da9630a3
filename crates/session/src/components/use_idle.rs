//! The hook for the question that comes before the idle time-out.

use gloo_timers::callback::Interval;
use yew::prelude::*;

use super::use_api::{use_api, use_bus_events};
use crate::client::IdleState;
use crate::protocol::Protocol;

/// How often the seconds are read while the warning lasts, in milliseconds.
const EVERY: u32 = 250;

/// Returns whether the session is idle. While the warning lasts, the component renders again every second.
///
/// Use it for a question such as "Are you still there?". Call [`Client::ask`](crate::Client::ask) when the question
/// appears, and keep the returned value while the question is on the page. Call [`Client::stay`](crate::Client::stay)
/// for the answer. All tabs ask, and an answer in one of them ends the question in all. Without a question, any use of
/// the app keeps the session.
///
/// ```no_run
/// use evergreen_session::{IdleState, Protocol, use_api, use_idle};
/// use yew::prelude::*;
///
/// #[component]
/// fn StillThere<P: Protocol>() -> Html {
///     let api = use_api::<P>();
///     match use_idle::<P>() {
///         IdleState::Warning { seconds_left } => html! {
///             <p role="alert">
///                 { format!("You will be signed out in {seconds_left} s.") }
///                 <button onclick={move |_| api.stay()}>{ "Stay signed in" }</button>
///             </p>
///         },
///         IdleState::Active | IdleState::Ended => html! {},
///     }
/// }
/// ```
///
/// # Panics
/// Panics outside of a [`SessionProvider`](crate::SessionProvider). Such a use is a mistake in the program.
#[hook]
pub fn use_idle<P: Protocol>() -> IdleState {
    let api = use_api::<P>();
    let state = use_state_eq(|| api.idle());
    let read = use_callback((api, state.setter()), |(), (api, state)| state.set(api.idle()));
    use_bus_events::<P>(read.reform(|_| ()));
    let warns = matches!(*state, IdleState::Warning { .. });
    use_effect_with((read, warns), |(read, warns)| {
        read.emit(());
        let read = read.clone();
        let timer = warns.then(|| Interval::new(EVERY, move || read.emit(())));
        move || drop(timer)
    });
    *state
}

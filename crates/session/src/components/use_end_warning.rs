//! The hook for the warning before the end of the session that the server has announced.

use gloo_timers::callback::Interval;
use yew::prelude::*;

use super::use_api::{use_api, use_bus_events};
use crate::browser::Api;
use crate::client::environment::Environment;
use crate::client::trace::EndStep;
use crate::protocol::Protocol;
use crate::record::{EndWarning, SignedIn};

/// How often a component finds out whether a warning is due, in milliseconds.
const EVERY: u32 = 1_000;

/// Returns the warning of an end of the session that the server has announced ([`Protocol::ends`]), from five minutes
/// before the end on. `None` if no warning is due. The component renders again when the warning comes, changes or goes,
/// for example because a refresh has moved the end. Every tab warns.
///
/// Offer the user to sign in again ([`Client::sign_in_again`](crate::Client::sign_in_again)), which keeps the page.
///
/// # Panics
/// Panics outside of a [`SessionProvider`](crate::SessionProvider). Such a use is a mistake in the program.
#[hook]
pub fn use_end_warning<P: Protocol>() -> Option<EndWarning> {
    let api = use_api::<P>();
    let warning = use_state_eq(|| warning_of(&api));
    let has_end = use_state_eq(|| has_end_of(&api));
    let setters = (api.clone(), warning.setter(), has_end.setter());
    let read = use_callback(setters, |(), (api, warning, end)| {
        warning.set(warning_of(api));
        end.set(has_end_of(api));
    });
    use_bus_events::<P>(read.reform(|_| ()));
    use_effect_with((read, *has_end), |(read, has_end)| {
        read.emit(());
        let read = read.clone();
        let timer = has_end.then(|| Interval::new(EVERY, move || read.emit(())));
        move || drop(timer)
    });
    use_effect_with(warning.is_some(), move |warns| {
        let api = warns.then_some(api);
        if let Some(api) = &api {
            api.trace_end(EndStep::EndWarning);
        }
        move || {
            if let Some(api) = api {
                api.trace_end(EndStep::EndWarningOver);
            }
        }
    });
    *warning
}

/// Whether the server has announced an end of the session of the record.
fn has_end_of<P: Protocol>(api: &Api<P>) -> bool {
    api.record().signed_in().is_some_and(SignedIn::has_end)
}

fn warning_of<P: Protocol>(api: &Api<P>) -> Option<EndWarning> {
    api.record().signed_in()?.end_warning(api.env().now())
}

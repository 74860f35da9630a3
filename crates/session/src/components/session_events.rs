//! The component that follows the server's stream of events.

use yew::prelude::*;

use super::use_api::use_api;
use crate::browser::events;
use crate::protocol::Protocol;

/// Follows the server's stream of events while it is mounted, if the server offers it
/// ([`Protocol::EVENTS`](crate::Protocol::EVENTS), [`Offer::Events`](crate::Offer::Events)). Renders nothing.
///
/// All tabs of a browser share one stream: one visible tab holds it, and the next one takes over when this tab is
/// closed or hidden. Where nothing is visible, there is no stream. Without Web Locks, each visible tab has its own
/// stream. If the session is ended elsewhere, all tabs show the end at once. If the name or the roles of the user are
/// changed, the session is refreshed, and all tabs show the user that
/// [`Protocol::renewed_user`](crate::Protocol::renewed_user) reads. A change that comes while there is no stream is seen
/// as soon as a tab has a stream again, if the server then sends `changed` first; otherwise at the next refresh.
///
/// An app needs this component once, anywhere in its [`SessionProvider`](crate::SessionProvider). The code of the
/// stream is part of an app only if the app has this component. An app that is loaded in parts can load it later.
///
/// ```
/// use evergreen_session::{Protocol, SessionEvents, SessionProvider};
/// use yew::prelude::*;
///
/// #[component]
/// fn App<P: Protocol>() -> Html {
///     html! { <SessionProvider<P> base="/api"><SessionEvents<P> /></SessionProvider<P>> }
/// }
/// ```
///
/// # Panics
/// Panics outside of a [`SessionProvider`](crate::SessionProvider). Such a use is a mistake in the program.
#[component]
pub fn SessionEvents<P: Protocol>() -> Html {
    let api = use_api::<P>();
    use_effect_with(api, |api| {
        let following = events::follow(api);
        move || drop(following)
    });
    html! {}
}

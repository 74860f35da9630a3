//! The guard of a page that needs a user, for apps that need more than [`SignInInPlace`](crate::SignInInPlace).

use yew::prelude::*;

use super::guard_state::GuardState;
use super::use_api::use_api;
use super::use_session::use_session;
use crate::event::Event;
use crate::protocol::Protocol;

/// The result of [`use_guard`]: what the guard of a page shows in this rendering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// What is shown in the place of the page now.
    pub state: GuardState,
    /// What was shown in the place of the page in the previous rendering. In the first rendering, this is
    /// [`GuardState::Form`].
    pub previous: GuardState,
}

impl Guard {
    /// Renders what the state requires: `form`, or `page`, or neither, or the form together with the hidden page.
    ///
    /// The page is in a `<div>` that is `hidden` and `inert` while the form covers it. The page keeps its state for the
    /// same user, and is mounted anew for another user.
    pub fn render(&self, form: Html, page: Html) -> Html {
        let (form, user, covered) = match &self.state {
            GuardState::Form | GuardState::SignedOut => (form, None, false),
            GuardState::Page(user) => (Html::default(), Some(user), false),
            GuardState::Covered(user) => (form, Some(user), true),
            GuardState::Refused => (Html::default(), None, false),
        };
        html! {
            <>
                // The form is in a list of its own, so that a key in the form cannot conflict with the key of the page.
                <>{ form }</>
                if let Some(user) = user {
                    <div key={user.clone()} hidden={covered} inert={covered}>{ page }</div>
                }
            </>
        }
    }
}

/// Guards a page that needs a user for whom `permits` returns `true`. Returns what is shown in the place of the page.
/// The component renders again when the record changes.
///
/// [`SignInInPlace`](crate::SignInInPlace) is enough for most pages. With this hook a component can also refuse some
/// users, go to another page after a sign-out, or move the focus:
///
/// ```no_run
/// use evergreen_session::{GuardState, Protocol, use_guard};
/// use yew::prelude::*;
///
/// #[component]
/// fn AdultsOnly<P: Protocol<User = u8>>() -> Html {
///     let guard = use_guard::<P>(|age| *age >= 18);
///     match guard.state {
///         GuardState::Refused => html! { <p>{ "You are too young for this page." }</p> },
///         GuardState::SignedOut => html! { <p>{ "Goodbye." }</p> },
///         _ => guard.render(html! { <a href="/login">{ "Sign in" }</a> }, html! { <h1>{ "Wines" }</h1> }),
///     }
/// }
/// ```
///
/// # Panics
/// Panics outside of a [`SessionProvider`](crate::SessionProvider). Such a use is a mistake in the program.
#[hook]
pub fn use_guard<P: Protocol>(permits: impl FnOnce(&P::User) -> bool) -> Guard {
    let api = use_api::<P>();
    let record = use_session::<P>();
    let memory = use_mut_ref(GuardState::default);

    // The state of the guard follows from its previous state and from the record. This rendering must already use the
    // new state. So each rendering computes the state, and keeps it in `memory` for the next rendering. `memory` is not
    // a Yew state, because a new value of a Yew state is visible only in the next rendering. An additional
    // rendering does no harm. If neither the record nor the result of `permits` has changed, it computes the same
    // state again.
    let state = memory.borrow().next(&record.state, P::user_id, permits);
    let previous = memory.replace(state.clone());

    let opened_on_form = state == GuardState::Form;
    use_effect_with((), move |()| {
        // A script of this tab may have cleared the storage. The browser reports this only to the other tabs, so the
        // components of this tab still show the user. A guard that is mounted later reads the empty record and begins
        // with the form. Then it publishes an event, and all components of this tab read the record.
        if opened_on_form {
            api.bus().publish(Event::Changed);
        }
    });
    Guard { state, previous }
}

//! The guard of a page that needs a user, for apps that need more than [`SignInInPlace`](crate::SignInInPlace).

use yew::prelude::*;

use super::guard_state::GuardState;
use super::use_api::use_api;
use super::use_session::use_session;
use crate::event::Event;
use crate::protocol::Protocol;

/// The guard of a page in this rendering; [`use_guard`] returns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// What is shown in the place of the page now.
    pub state: GuardState,
    /// What was shown there in the rendering before. In the first rendering it is [`GuardState::Form`].
    pub previous: GuardState,
}

impl Guard {
    /// Renders `form` and `page` according to the state: one of them, none, or the form and beneath it the hidden page.
    ///
    /// The page is in a `<div>` that is `hidden` and `inert` while the form covers it. The page keeps its state for the same
    /// user, and is mounted anew for another one.
    pub fn render(&self, form: Html, page: Html) -> Html {
        let (form, user, covered) = match &self.state {
            GuardState::Form | GuardState::SignedOut => (form, None, false),
            GuardState::Page(user) => (Html::default(), Some(user), false),
            GuardState::Covered(user) => (form, Some(user), true),
            GuardState::Refused => (Html::default(), None, false),
        };
        html! {
            <>
                // In a list of its own, where a key of the form cannot meet the key of the page.
                <>{ form }</>
                if let Some(user) = user {
                    <div key={user.clone()} hidden={covered} inert={covered}>{ page }</div>
                }
            </>
        }
    }
}

/// The guard of a page that needs a user for whom `permits` returns `true`. The component renders again when the record changes.
///
/// [`SignInInPlace`](crate::SignInInPlace) is enough for most pages. With this hook a component can also refuse some users,
/// go to another page after a sign-out, or move the focus:
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
/// Outside of a [`SessionProvider`](crate::SessionProvider), which is a mistake in the program.
#[hook]
pub fn use_guard<P: Protocol>(permits: impl FnOnce(&P::User) -> bool) -> Guard {
    let api = use_api::<P>();
    let record = use_session::<P>();
    let memory = use_mut_ref(GuardState::default);

    // Not a Yew state: it follows from the record and has to be right in this very rendering. With the same record the next
    // state of a state is that state, so that rendering twice does no harm.
    let state = memory.borrow().next(&record.state, P::user_id, permits);
    let previous = memory.replace(state.clone());

    let opened_on_form = state == GuardState::Form;
    use_effect_with((), move |()| {
        // The other components of this tab may not know yet that nobody is signed in: this tab may have cleared the storage.
        if opened_on_form {
            api.bus().publish(Event::Changed);
        }
    });
    Guard { state, previous }
}

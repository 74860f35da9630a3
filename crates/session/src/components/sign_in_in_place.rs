//! The gate of a page. It shows the sign-in form instead of the page while nobody is signed in. If the session ends
//! without a sign-out, the gate hides the page but keeps it mounted, so that the page does not lose its state.

use yew::prelude::*;

use super::use_guard::use_guard;
use crate::protocol::Protocol;

/// The properties of [`SignInInPlace`].
#[derive(Properties, PartialEq)]
pub struct SignInInPlaceProps {
    /// The sign-in form. The form needs no callback, because the gate notices the sign-in by itself.
    pub form: Html,
    /// The page. It is not mounted before a user signs in.
    pub children: Html,
}

/// Renders the children for the signed-in user, and the form in their place while nobody is signed in.
///
/// If a session ends without a sign-out, the children stay mounted beneath the form, `hidden` and `inert`. The same
/// user (by [`Protocol::user_id`]) finds them unchanged after signing in again. For another user they are mounted anew.
/// A sign-out unmounts them.
///
/// Give each page its own `SignInInPlace`, with its own `key`. The component remembers that a user has opened its page.
/// If two pages shared one component, it would mount the second page beneath the form after the session has ended,
/// although no user has opened that page.
///
/// ```no_run
/// use evergreen_session::{Protocol, SignInInPlace};
/// use yew::prelude::*;
///
/// #[component]
/// fn Letter<P: Protocol>() -> Html {
///     let form = html! { <form>{ "E-mail and password…" }</form> };
///     html! {
///         <SignInInPlace<P> {form}>
///             <textarea placeholder="Dear …" />
///         </SignInInPlace<P>>
///     }
/// }
/// ```
///
/// # Panics
/// Panics outside of a [`SessionProvider`](crate::SessionProvider). Such a use is a mistake in the program.
#[component]
pub fn SignInInPlace<P: Protocol>(props: &SignInInPlaceProps) -> Html {
    use_guard::<P>(|_| true).render(props.form.clone(), props.children.clone())
}

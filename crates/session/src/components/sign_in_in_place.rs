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

/// Shows the children while a user is signed in, and the form while nobody is signed in.
///
/// If a session ends without a sign-out, the children stay mounted beneath the form, `hidden` and `inert`. If the same
/// user (by [`Protocol::user_id`]) signs in again, the children are shown again, unchanged. If another user signs in,
/// the children are mounted anew. A sign-out unmounts the children.
///
/// Give each page its own `SignInInPlace`, with its own `key`. The component remembers that a user has opened its page.
/// Suppose that two pages share one component. A user opens the first page, the session ends, and then somebody goes to
/// the second page. The component then mounts the second page beneath the form, although nobody is signed in.
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

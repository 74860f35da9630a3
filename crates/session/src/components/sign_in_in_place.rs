//! The gate that puts the sign-in form in the place of a page, and keeps the page where a session expires.

use yew::prelude::*;

use super::use_guard::use_guard;
use crate::protocol::Protocol;

/// What [`SignInInPlace`] takes.
#[derive(Properties, PartialEq)]
pub struct SignInInPlaceProps {
    /// The sign-in form. A sign-in needs no callback: the gate hears of it by itself.
    pub form: Html,
    /// The page.
    pub children: Html,
}

/// Renders the children for the signed-in user, and the form in their place while nobody is signed in.
///
/// Where a session ends without the user's wish, the children stay mounted beneath the form, `hidden` and `inert`. The same
/// user (by [`Protocol::user_id`]) finds them unchanged after signing in again; for another user they are mounted anew. A
/// sign-out unmounts them.
///
/// A gate remembers whose page it holds. Give each page a gate of its own, with another `key`.
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
/// Outside of a [`SessionProvider`](crate::SessionProvider), which is a mistake in the program.
#[component]
pub fn SignInInPlace<P: Protocol>(props: &SignInInPlaceProps) -> Html {
    use_guard::<P>(|_| true).render(props.form.clone(), props.children.clone())
}

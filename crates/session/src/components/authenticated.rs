//! The components [`Authenticated`] and [`NotAuthenticated`]. Each shows its children or its fallback, depending on
//! whether somebody is signed in.

use yew::prelude::*;

use super::use_session::use_session;
use crate::protocol::Protocol;

/// The properties of [`Authenticated`] and [`NotAuthenticated`].
#[derive(Properties, PartialEq)]
pub struct GateProps {
    /// What is rendered in place of the children. [`Authenticated`] renders the fallback while nobody is signed in, and
    /// [`NotAuthenticated`] renders it while somebody is signed in. The default is nothing.
    #[prop_or_default]
    pub fallback: Html,
    /// The content. [`Authenticated`] renders the content while somebody is signed in, and [`NotAuthenticated`] renders
    /// it while nobody is signed in.
    pub children: Html,
}

/// Renders the children while a user is signed in. Renders the fallback while nobody is signed in. The component
/// renders again when somebody signs in or out, even in another tab. If another user signs in, the children are mounted
/// anew. [`Protocol::user_id`] tells one user from another.
///
/// ```no_run
/// use evergreen_session::{Authenticated, Protocol};
/// use yew::prelude::*;
///
/// #[component]
/// fn Header<P: Protocol>() -> Html {
///     html! {
///         <Authenticated<P> fallback={html! { <a href="/login">{ "Sign in" }</a> }}>
///             <a href="/orders">{ "My orders" }</a>
///         </Authenticated<P>>
///     }
/// }
/// ```
///
/// # Panics
/// Panics outside of a [`SessionProvider`](crate::SessionProvider). Such a use is a mistake in the program.
#[component]
pub fn Authenticated<P: Protocol>(props: &GateProps) -> Html {
    let user = use_session::<P>().user().map(P::user_id);
    gate(user, &props.children, &props.fallback)
}

/// Renders the children while nobody is signed in. Renders the fallback while a user is signed in. The component
/// renders again when somebody signs in or out, even in another tab. If another user signs in, the fallback is mounted
/// anew. [`Protocol::user_id`] tells one user from another.
///
/// ```no_run
/// use evergreen_session::{NotAuthenticated, Protocol};
/// use yew::prelude::*;
///
/// #[component]
/// fn Invitation<P: Protocol>() -> Html {
///     html! {
///         <NotAuthenticated<P>>
///             <a href="/register">{ "Create an account" }</a>
///         </NotAuthenticated<P>>
///     }
/// }
/// ```
///
/// # Panics
/// Panics outside of a [`SessionProvider`](crate::SessionProvider). Such a use is a mistake in the program.
#[component]
pub fn NotAuthenticated<P: Protocol>(props: &GateProps) -> Html {
    let user = use_session::<P>().user().map(P::user_id);
    gate(user, &props.fallback, &props.children)
}

fn gate(user: Option<String>, somebody: &Html, nobody: &Html) -> Html {
    let (key, shown) = match user {
        Some(user) => (format!("user {user}"), somebody.clone()),
        None => ("nobody".to_owned(), nobody.clone()),
    };
    // The key changes when another user signs in. Yew then removes the components of the previous user and mounts new
    // ones. Without the key, Yew would keep the components, with their state, for the next user. Yew compares only the
    // keys of the items of a fragment. Yew does not compare the key of the fragment that a component returns. So the
    // component returns an outer fragment without a key. Its only item is the inner fragment, which has the key.
    html! { <><key={key}>{ shown }</></> }
}

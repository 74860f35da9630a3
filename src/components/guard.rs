//! The guard around pages that need a signed-in user. The guard of the library decides what is shown. The guard of this
//! module adds the sign-in form and the message for a missing role. It also restores the focus and the scroll position,
//! and navigates to `/login` after a sign-out.

use yew::prelude::*;

use crate::components::card::stack_style;
use crate::components::focus::Spot;
use crate::components::notice::{Tone, notice};
use crate::components::sign_in_form::SignInForm;
use crate::navigation::use_location;
use crate::protocol::Tutorial;
use crate::role::Role;
use crate::routes::{Access, Route};
use crate::session::use_api;
use crate::texts::errors;
use evergreen_session::{GuardState, use_guard};

/// The properties of [`Guard`].
#[derive(Properties, PartialEq)]
pub struct GuardProps {
    /// The route of the page. It says who may see the page.
    pub route: Route,
    /// The page.
    pub children: Html,
}

/// Shows a page to the users who may see it. A user without the required role gets a message. If nobody is signed in
/// when the page is opened, the sign-in form is shown. If the session expires, the form covers the page, and the page
/// keeps its state for the same user. After a sign-out, navigates to `/login`.
#[component]
pub fn Guard(props: &GuardProps) -> Html {
    let access = props.route.access();
    let guard = use_guard::<Tutorial>(|user| access.missing(user).is_none());
    let navigator = use_location().navigator;
    let (heading, password) = (use_node_ref(), use_node_ref());
    let place = use_node_ref();
    // The name of the page's user, for the form that covers the page.
    let username = use_mut_ref(AttrValue::default);
    if let Some(user) = use_api().record().user() {
        *username.borrow_mut() = user.username.clone().into();
    }
    let drawn = use_mut_ref(|| None::<GuardState>);
    let left_at = use_mut_ref(Spot::default);

    if matches!((&guard.previous, &guard.state), (GuardState::Page(_), GuardState::Covered(_))) {
        // The form is about to cover the page. The page is then hidden, and loses its focus and its scroll position. So
        // both are stored here. The effect below restores them when the same user has signed in again.
        *left_at.borrow_mut() = Spot::now();
    }
    {
        let (heading, password, place) = (heading.clone(), password.clone(), place.clone());
        use_effect_with(guard.state.clone(), move |now| match (now, drawn.replace(Some(now.clone()))) {
            // The form now covers the page. The element that had the focus may be hidden. So the focus moves to the
            // password of the form.
            (GuardState::Covered(_), _) => Spot::default().resume(&password),
            // The message for a missing role has replaced the form. The element that had the focus is gone. So the
            // focus moves to the heading of the message.
            (GuardState::Refused, Some(GuardState::Form | GuardState::Covered(_))) => Spot::default().resume(&heading),
            // The user of the hidden page has signed in again, so the page is shown again. Its focus and its scroll
            // position are restored.
            (GuardState::Page(user), Some(GuardState::Covered(before))) if *user == before => {
                left_at.take().resume(&place)
            }
            // Before the sign-in, there was no page, or the hidden page was another user's. So this page is new. It
            // gets the focus, and the window scrolls to the top.
            (GuardState::Page(_), Some(GuardState::Form | GuardState::Covered(_))) => Spot::default().resume(&place),
            (GuardState::SignedOut, _) => navigator.replace(&Route::Login),
            _ => {}
        });
    }

    let expected = match guard.state {
        GuardState::Covered(_) => username.borrow().clone(),
        _ => AttrValue::default(),
    };
    match (&guard.state, access) {
        // Nothing is shown, because the effect above navigates to `/login`.
        (GuardState::SignedOut, _) => html! {},
        (GuardState::Refused, Access::Role(role)) => refusal(props.route.clone(), heading, &role),
        _ => guard.render(
            html! { <SignInForm username={expected} {password} /> },
            html! { <div ref={place} tabindex="-1">{ props.children.clone() }</div> },
        ),
    }
}

fn refusal(route: Route, heading: NodeRef, role: &Role) -> Html {
    html! {
        <div class={stack_style()}>
            <h1 ref={heading} tabindex="-1">{ route.title() }</h1>
            { notice(Tone::Alert, errors::missing_role(role.name())) }
        </div>
    }
}

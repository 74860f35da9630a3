//! Stands before a page that needs a user: lets it be seen, puts the sign-in form in its place, or sends to `/login`.
//! It must not know what the page shows, nor who else listens to the session.

use stylist::css;
use yew::prelude::*;
use yew_router::hooks::use_navigator;

use crate::components::focus::Spot;
use crate::components::notice::{Tone, notice_with};
use crate::components::sign_in_form::SignInForm;
use crate::components::surface::stack_style;
use crate::components::view::View;
use crate::routes::Route;
use crate::session::{use_api, use_session};
use crate::style;
use evergreen_session::Event;

/// What [`Guard`] takes.
#[derive(Properties, PartialEq)]
pub struct GuardProps {
    /// The page's address, which says who may see it.
    pub route: Route,
    /// The page.
    pub children: Html,
}

/// A page that needs a user (rule 14).
#[component]
pub fn Guard(props: &GuardProps) -> Html {
    let record = use_session();
    let navigator = use_navigator();
    let api = use_api();
    let stack = stack_style();
    let bare = style::class(css!("&:focus { outline: none; }"));
    let heading = use_node_ref();
    let view = use_mut_ref(View::default);
    let drawn = use_mut_ref(|| None::<View>);
    let left_at = use_mut_ref(Spot::default);
    let place = use_node_ref();

    // Not a state: it follows from the record alone, and must be right in this very drawing. With the same record the
    // next view of a view is that view, so that drawing twice does no harm.
    let now = view.borrow().next(&record.state, &props.route.access());
    if matches!(now, View::Over(_)) && matches!(*view.borrow(), View::Page(_)) {
        // Inert takes the focus away, and hidden the height; who signs in again finds them as they were.
        *left_at.borrow_mut() = Spot::now();
    }
    *view.borrow_mut() = now.clone();

    {
        let (heading, place) = (heading.clone(), place.clone());
        use_effect_with(now.clone(), move |now| match (now, drawn.replace(Some(now.clone()))) {
            // Whoever led here may not know yet that nobody is signed in: the storage may have been emptied in this tab.
            (View::Form, None) => api.bus().publish(Event::Changed),
            // The page had the focus, or the form, and goes.
            (View::Over(_), _) | (View::Refused(_), Some(View::Form | View::Over(_))) => {
                Spot::default().resume(&heading)
            }
            // The form had the focus, and goes.
            (View::Page(_), Some(View::Form | View::Over(_))) => left_at.take().resume(&place),
            (View::Gone, _) => {
                if let Some(navigator) = navigator {
                    navigator.replace(&Route::Login);
                }
            }
            _ => {}
        });
    }

    if let View::Refused(role) = &now {
        let content = html! {
            <p>
                { "You are not allowed to see this page. It takes the role " }
                <code>{ role.name().to_owned() }</code>
                { ". If you were given it just now, log out and sign in again." }
            </p>
        };
        return html! {
            <div class={stack}>
                <h1 ref={heading} tabindex="-1">{ props.route.title() }</h1>
                { notice_with(Tone::Alert, content) }
            </div>
        };
    }
    let with_form = matches!(now, View::Form | View::Over(_));
    let covered = matches!(now, View::Over(_));
    html! {
        <>
            if with_form {
                <SignInForm {heading} />
            }
            if let View::Page(user) | View::Over(user) = &now {
                // One user, one page: the same user finds what was typed, another one a fresh page.
                <div key={user.clone()} class={bare} ref={place} tabindex="-1" hidden={covered} inert={covered}>
                    { props.children.clone() }
                </div>
            }
        </>
    }
}

//! `/login`: the sign-in form. A signed-in user is sent to the profile.

use yew::prelude::*;

use crate::components::sign_in_form::SignInForm;
use crate::navigation::use_location;
use crate::routes::Route;
use crate::session::use_session;

/// Shows the sign-in form while nobody is signed in. As soon as a user is signed in, navigates to the profile.
#[component]
pub fn Login() -> Html {
    let signed_in = use_session().user().is_some();
    let navigator = use_location().navigator;
    use_effect_with(signed_in, move |signed_in| {
        // `replace` keeps this page out of the history. Otherwise the back button would lead here, and from here
        // straight to the profile again.
        if *signed_in {
            navigator.replace(&Route::Profile);
        }
    });
    if signed_in {
        html! {}
    } else {
        html! { <SignInForm /> }
    }
}

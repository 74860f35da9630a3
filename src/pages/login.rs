//! `/login`: the sign-in form, and on to the profile.
//! It must not know how one signs in.

use yew::prelude::*;

use crate::components::sign_in_form::SignInForm;
use crate::navigation::use_location;
use crate::routes::Route;
use crate::session::use_session;

/// The sign-in form, for as long as nobody is signed in.
#[component]
pub fn Login() -> Html {
    let signed_in = use_session().user().is_some();
    let navigator = use_location().navigator;
    use_effect_with(signed_in, move |signed_in| {
        // Replaced: the back button would otherwise lead here and at once on again.
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

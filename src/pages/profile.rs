//! `/profile`: who is signed in, and a place for notes.
//! It must not know how they signed in.

use stylist::css;
use yew::prelude::*;

use crate::components::surface::{card_style, stack_style};
use crate::routes::Route;
use crate::session::{User, UserId, use_session};
use crate::style;

/// The user as the server described them at sign-in.
#[component]
pub fn Profile() -> Html {
    let record = use_session();
    // While the sign-in form covers this page the record names nobody; the page stays as it was.
    let last = use_mut_ref(|| None::<User>);
    if let Some(user) = record.user() {
        *last.borrow_mut() = Some(user.clone());
    }
    let (stack, card) = (stack_style(), card_style());
    let list = style::class(css!(
        r#"
        & dl {
            display: grid;
            grid-template-columns: minmax(5rem, max-content) minmax(0, 1fr);
            gap: var(--space-2) var(--space-5);
        }
        & dt {
            color: var(--muted);
        }
        & dd ul {
            display: flex;
            flex-wrap: wrap;
            gap: var(--space-2);
        }
        & dd li {
            padding: 0 var(--space-2);
            border-radius: var(--radius-s);
            background: var(--accent-soft);
        }
        "#
    ));
    let notes = style::class(css!(
        r#"
        display: grid;
        gap: var(--space-1);

        & textarea {
            min-height: 7rem;
            resize: vertical;
        }
        & p {
            font-size: var(--text-s);
        }
        "#
    ));
    let Some(user) = last.borrow().clone() else {
        return html! {};
    };
    html! {
        <div class={stack}>
            <h1>{ Route::Profile.title() }</h1>
            <div class={classes!(card.clone(), list)}>
                <dl>
                    <dt>{ "Username" }</dt><dd>{ user.username }</dd>
                    <dt>{ "Email" }</dt><dd>{ user.email }</dd>
                    <dt>{ "Id" }</dt><dd>{ id(&user.id) }</dd>
                    <dt>{ "Roles" }</dt>
                    <dd>
                        <ul role="list">
                            { for user.roles.iter().map(|role| html! { <li><code>{ role.name().to_owned() }</code></li> }) }
                        </ul>
                    </dd>
                </dl>
            </div>
            <div class={classes!(card, notes)}>
                <label for="profile-notes">{ "Notes" }</label>
                <textarea id="profile-notes" aria-describedby="profile-notes-hint" />
                <p id="profile-notes-hint" class="quiet">
                    { "Kept in this page only, and still here after you had to sign in again." }
                </p>
            </div>
        </div>
    }
}

fn id(id: &UserId) -> String {
    match id {
        UserId::Number(number) => number.to_string(),
        UserId::Text(text) => text.clone(),
    }
}

//! One row of the list: a session, and the control that ends it.

use yew::prelude::*;

use super::ended::Ended;
use crate::components::confirm_button::{Action, ConfirmButton};
use crate::components::text::text;
use crate::components::time::date_and_time;
use crate::own_sessions::{self, OwnSession};
use crate::session::Api;
use crate::texts::{forms, layout, sessions};

/// The id of the row at this position.
pub fn row_id(place: usize) -> String {
    format!("session-{place}")
}

/// Returns the row of a session at this position in the list. `ended` takes the session when it was ended.
///
/// This is a function and not a component, because a component would make the part of this page 1 KB larger.
pub fn session_row(api: &Api, session: &OwnSession, place: usize, ended: &UseReducerDispatcher<Ended>) -> Html {
    let name: AttrValue = match &*session.client {
        "" => sessions::UNKNOWN_CLIENT.into(),
        client => client.to_owned().into(),
    };
    let id = row_id(place);
    let about = format!("{id}-client");
    let control = if session.current {
        // The end of this session is an ordinary sign-out, so that this browser forgets the session, too.
        let api = api.clone();
        let sign_out = move |_| api.sign_out();
        html! { <button type="button" class="second" onclick={sign_out}>{ layout::LOG_OUT }</button> }
    } else {
        let (id, message) = (session.id.clone(), sessions::signed_out(&name));
        let (api, ended) = (api.clone(), ended.clone());
        let action = Callback::from(move |()| -> Action {
            let (api, ended, id) = (api.clone(), ended.clone(), id.clone());
            let message = Some(message.clone().into());
            Box::pin(async move {
                own_sessions::end(&api, &id).await?;
                ended.dispatch(Ended { ids: vec![id], message, place, times: 0 });
                Ok(())
            })
        });
        html! {
            <ConfirmButton
                label={sessions::SIGN_OUT}
                about={about.clone()}
                question={sessions::sign_out_question(&name)}
                yes={sessions::YES_SIGN_OUT}
                progress={forms::SIGNING_OUT}
                {action}
            />
        }
    };
    html! {
        <li key={&*session.id} {id} tabindex="-1">
            <div>
                <h2 id={about}>{ text(name) }</h2>
                if session.current {
                    <p><strong>{ sessions::THIS_DEVICE }</strong></p>
                }
                <p class="quiet">{ text(sessions::last_used(&date_and_time(session.last_used))) }</p>
                <p class="quiet">{ text(sessions::began(&date_and_time(session.began))) }</p>
            </div>
            { control }
        </li>
    }
}

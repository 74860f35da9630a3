//! The control that ends all sessions of the user except that of this browser.

use yew::prelude::*;

use super::ended::Ended;
use crate::components::confirm_button::{Action, ConfirmButton};
use crate::own_sessions;
use crate::session::Api;
use crate::texts::{forms, sessions};

/// Returns the control. `others` are the ids of all sessions in the list, except that of this browser. `ended` takes
/// these sessions when they were ended.
pub fn sign_out_others(api: &Api, others: Vec<String>, ended: &UseReducerDispatcher<Ended>) -> Html {
    let (api, ended) = (api.clone(), ended.clone());
    let action = Callback::from(move |()| -> Action {
        let (api, ended, ids) = (api.clone(), ended.clone(), others.clone());
        Box::pin(async move {
            own_sessions::end_others(&api).await?;
            ended.dispatch(Ended { ids, message: Some(sessions::SIGNED_OUT_OTHERS.into()), place: 0, times: 0 });
            Ok(())
        })
    });
    html! {
        <ConfirmButton
            label={sessions::SIGN_OUT_OTHERS}
            question={sessions::SIGN_OUT_OTHERS_QUESTION}
            yes={sessions::YES_SIGN_OUT}
            progress={forms::SIGNING_OUT}
            {action}
        />
    }
}

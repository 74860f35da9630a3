//! The optional route `/api/auth/password`, with which users change their own passwords.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;

use super::signed_in::{SignedIn, signed_in, unauthenticated};
use super::{KNOWN_PASSWORD, invalid_body, limited};
use crate::accounts;
use crate::app_state::AppState;
use crate::buffered_request::BufferedRequest;
use crate::demo;
use crate::response::{self, InternalError};
use crate::store::fold_case;

/// Returns the route.
pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/api/auth/password", post(change))
}

/// The body of the request.
#[derive(Deserialize)]
struct ChangePassword {
    current: String,
    new: String,
}

/// Checks the current password, stores the new one, and ends all other sessions of the user. A wrong password counts as
/// a failed sign-in. Otherwise a person with a stolen session could guess the password without a limit.
async fn change(State(app): State<Arc<AppState>>, request: BufferedRequest) -> Result<Response, Response> {
    let SignedIn { user, session, .. } = signed_in(&app, &request).await?;
    let Ok(form) = serde_json::from_slice::<ChangePassword>(&request.body) else {
        return Ok(invalid_body("current and new"));
    };
    let bad_request = |text| response::message(StatusCode::BAD_REQUEST, text);
    if let Some(text) = accounts::password_error(&form.new) {
        return Ok(bad_request(text));
    }
    if demo::is_demo_login(&user.username, &form.new) {
        return Ok(bad_request(KNOWN_PASSWORD));
    }
    let attempt =
        match app.failed_sign_ins.attempt(&fold_case(&user.username), request.client.network(), app.clock.elapsed()) {
            Ok(attempt) => attempt,
            Err(seconds) => return Ok(limited("Too many wrong passwords.", seconds)),
        };
    let matches = accounts::verify_password(&app, &request.client, Some(&user), &form.current).await;
    match matches {
        Ok(true) => app.failed_sign_ins.succeeded(&attempt, app.clock.elapsed()),
        Ok(false) => return Ok(bad_request("Error: The current password is wrong.")),
        // The error does not mean that the password is wrong. So this attempt does not count as failed.
        Err(error) => {
            app.failed_sign_ins.forget(&attempt, app.clock.elapsed());
            return Err(error.into_response());
        }
    }
    let hash = app.passwords.hash(&request.client, &form.new).await;
    let hash = hash.map_err(|error| InternalError::from(error).into_response())?;
    match app.store.change_password(&user, &session, &hash).await {
        Ok(true) => Ok(response::message(StatusCode::OK, "Password changed. All other sessions were ended.")),
        // The session has ended while the password was checked.
        Ok(false) => Err(unauthenticated(&request)),
        Err(error) => Err(InternalError::from(error).into_response()),
    }
}

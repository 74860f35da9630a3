//! Sign-up of the Node/Express server.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::responses::{self, message, undefined_parameter};
use crate::accounts;
use crate::app_state::AppState;
use crate::buffered_request::BufferedRequest;
use crate::response::InternalError;
use crate::store::{Role, Roles, Taken};

#[derive(Deserialize)]
struct SignUp {
    username: Option<String>,
    email: Option<String>,
    password: Option<String>,
    roles: Option<Vec<String>>,
}

/// Adds a user, and grants every requested role that exists. If no role is requested, grants `ROLE_USER`. The limits of
/// the contract are not checked, because the real server does not check them.
pub(super) async fn sign_up(
    State(app): State<Arc<AppState>>,
    request: BufferedRequest,
) -> Result<Response, InternalError> {
    let Some(form) = responses::parse::<SignUp>(&request) else {
        return Ok(responses::invalid_json(&request));
    };
    let (username, email, password) = match (&form.username, &form.email, &form.password) {
        (Some(username), Some(email), Some(password)) => (username, email, password),
        (None, _, _) => return Ok(undefined_parameter("username")),
        (_, None, _) => return Ok(undefined_parameter("email")),
        _ => {
            let text = "Illegal arguments: undefined, number";
            return Ok(message(StatusCode::INTERNAL_SERVER_ERROR, text));
        }
    };
    // PostgreSQL reports an error if a text to be stored contains the character NUL. So a sign-up with this character
    // is refused here.
    if username.contains('\0') || email.contains('\0') {
        return Ok(responses::invalid_json(&request));
    }
    let requested = form.roles.unwrap_or_default();
    let mut roles = Vec::new();
    for (name, role) in [("user", Role::User), ("moderator", Role::Moderator), ("admin", Role::Admin)] {
        if requested.iter().any(|requested| requested == name) {
            roles.push(role);
        }
    }
    if requested.is_empty() {
        roles.push(Role::User);
    }
    let roles = Roles::of(&roles);
    Ok(match accounts::register(&app, &request.client, username, email, password, &roles).await? {
        None => message(StatusCode::OK, "User registered successfully!"),
        Some(Taken::Username) => message(StatusCode::BAD_REQUEST, "Failed! Username is already in use!"),
        Some(Taken::Email) => message(StatusCode::BAD_REQUEST, "Failed! Email is already in use!"),
    })
}

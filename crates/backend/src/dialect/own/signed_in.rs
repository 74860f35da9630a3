//! Who sends a request: the user and the session of its access token.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::cookies;
use crate::app_state::AppState;
use crate::buffered_request::BufferedRequest;
use crate::response::{self, InternalError};
use crate::store::User;

/// A signed-in user, and the session with which the user sends a request.
pub(super) struct SignedIn {
    pub(super) user: User,
    /// The identifier of the session, which is that of its token family.
    pub(super) session: String,
    /// The mark of the profile that the client knows. It is empty if a token of an older version does not say it.
    pub(super) known: String,
}

/// Returns the user and the session to which the request's access token belongs.
///
/// # Errors
/// The response to send if the request has no valid access token, or if the database failed.
pub(super) async fn signed_in(app: &AppState, request: &BufferedRequest) -> Result<SignedIn, Response> {
    let token = cookies::access_token(app, &request.headers);
    let claims = token.and_then(|token| app.access_tokens.verify(&token, app.clock.now()));
    let claims = claims.ok_or_else(|| unauthenticated(request))?;
    // The family is looked up for each request. So the end of a session ends its access tokens immediately.
    let user = app.store.user_of_family(claims.sub, &claims.family, began_after(app)).await;
    match user {
        Ok(Some(user)) => Ok(SignedIn { user, session: claims.family, known: claims.known }),
        Ok(None) => Err(unauthenticated(request)),
        Err(error) => Err(InternalError::from(error).into_response()),
    }
}

/// Returns the response to a request without a valid access token.
pub(super) fn unauthenticated(request: &BufferedRequest) -> Response {
    response::error(StatusCode::UNAUTHORIZED, response::UNAUTHENTICATED, &request.path)
}

/// Returns a time in milliseconds since 1970. A session that began at this time or earlier has reached its longest
/// lifetime.
pub(super) fn began_after(app: &AppState) -> u64 {
    app.clock.now().saturating_sub(app.refresh_policy.session_lifetime)
}

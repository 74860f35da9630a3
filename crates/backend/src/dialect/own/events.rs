//! The optional route `/api/auth/events`: a stream that tells a browser at once when its session was ended elsewhere,
//! or when its user was changed.

use std::collections::HashSet;
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::Router;
use axum::extract::{Extension, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::signed_in::{SignedIn, signed_in};
use crate::app_state::AppState;
use crate::buffered_request::BufferedRequest;
use crate::connection_cap::OpenConnection;
use crate::store::Profile;
use crate::{events, response};

/// While a stream has no event, the server sends a comment after each pause of this length. A comment is a line that
/// browsers ignore. The contract allows a pause of at most 25 s. axum sends the comments. Each stream has its own
/// timer, which starts again after each event and each comment. So the comments of all streams are usually not sent at
/// the same time.
const COMMENT_PAUSE: Duration = Duration::from_secs(20);
/// If the server opens no stream for a client, the client may try again after this number of seconds.
const RETRY_AFTER: &str = "30";

/// Returns the route.
pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/api/auth/events", get(open))
}

/// Opens a stream. It lasts as long as the session, even if the access token of this request expires meanwhile.
async fn open(
    State(app): State<Arc<AppState>>,
    Extension(connection): Extension<Weak<OpenConnection>>,
    request: BufferedRequest,
) -> Result<Response, Response> {
    let SignedIn { user, session, known } = signed_in(&app, &request).await?;
    // If a trusted proxy does not name its client, `request.client.address` is the address of a trusted proxy. Many
    // clients may share this address. So the limits on the streams of one client and of one site do not apply.
    let is_proxy = app.proxies.trusts(request.client.address);
    let address = (!is_proxy).then_some(request.client.address);
    let id = user.id;
    // The user may have been changed since the client got the token. The stream then begins with an event, because the
    // reading below finds another profile than this one. If that reading fails, the next one sends the event.
    let profile =
        if known.is_empty() || known == app.access_tokens.mark(&user) { user.into() } else { Profile::default() };
    let Ok(stream) = app.event_streams.open(id, &session, profile, address) else {
        let body = response::message(StatusCode::SERVICE_UNAVAILABLE, "There are too many open streams.");
        return Err(([(header::RETRY_AFTER, RETRY_AFTER)], body).into_response());
    };
    // The session may have ended after `signed_in` read it, but before the stream was open. Then no event was sent to
    // the stream. So the session is read again now.
    events::read_again(&app, Some(&HashSet::from([id]))).await;
    // From now on, the connection counts as a stream, and no longer as a connection for requests. If the client has
    // left, the connection does not exist any more.
    if let Some(connection) = connection.upgrade() {
        connection.give_up_place();
    }
    let mut response = Sse::new(stream).keep_alive(KeepAlive::new().interval(COMMENT_PAUSE)).into_response();
    for (name, value) in [
        // This header ends the connection after the stream. The connection must not serve another request, because it
        // has given up its place, and the limits on open connections do not count it any more.
        (header::CONNECTION, "close"),
        // This header tells nginx to pass on each event at once. Without it, nginx would collect several events first.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

//! The trait [`Protocol`], by which an app describes its server.

mod refresh_outcome;
mod sign_out_response;

use std::fmt::Debug;

use serde::Serialize;

use crate::http::{HttpRequest, Method, Response};
use crate::json::Json;
use crate::record::{Ends, Offers};
pub use refresh_outcome::RefreshOutcome;

/// How an app's server signs users in, refreshes their session, and ends it.
///
/// ```
/// use evergreen_session::json::Json;
/// use evergreen_session::{Endpoint, Endpoints, Protocol, Response};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// struct User {
///     id: u64,
///     name: String,
/// }
///
/// #[derive(Serialize)]
/// struct Credentials {
///     email: String,
///     password: String,
/// }
///
/// struct Shop;
///
/// impl Protocol for Shop {
///     type User = User;
///     type Credentials = Credentials;
///
///     const ENDPOINTS: Endpoints = Endpoints {
///         sign_in: Endpoint::post("/login"),
///         refresh: Endpoint::post("/token"),
///         sign_out: Endpoint::post("/logout"),
///     };
///
///     fn user_id(user: &User) -> String {
///         user.id.to_string()
///     }
///
///     fn granted(response: &Response) -> Option<User> {
///         response.json()
///     }
///
///     fn stored_user(json: &Json) -> Option<User> {
///         json.read()
///     }
/// }
/// ```
pub trait Protocol: 'static {
    /// What the app knows about the signed-in user. The value is kept in local storage, where any script of the origin
    /// can read it.
    type User: Clone + Debug + PartialEq + Serialize + 'static;

    /// The body of a sign-in, which is sent as JSON.
    type Credentials: Serialize + 'static;

    /// The endpoints for sign-in, refresh and sign-out.
    const ENDPOINTS: Endpoints;

    /// The path of the server's stream of events, relative to the API base and with a leading slash. `None`, the
    /// default, if the server has no such stream. The stream is used only if the server also offers it
    /// ([`Offer::Events`](crate::Offer::Events)), and only by apps with the component
    /// [`SessionEvents`](crate::SessionEvents).
    ///
    /// A GET of this path has to be answered with `text/event-stream`: the event `ended` when this session was ended,
    /// the event `changed` when its user was changed, and a comment at least every 25 s. The stream should last as long
    /// as the session. If it ended with the access token, the app would open it again and again, and each time refresh a
    /// session that nobody uses.
    const EVENTS: Option<&'static str> = None;

    /// The id of a user. Two users with the same id are the same person.
    fn user_id(user: &Self::User) -> String;

    /// The user in a 2xx response to a sign-in. `None` if the response does not name a user.
    fn granted(response: &Response) -> Option<Self::User>;

    /// Reads a user from the value in local storage. `None` if the value is not a user. Then nobody is signed in. The
    /// value may come from an older version of the app, or from any other script of the origin.
    ///
    /// [`Json::read`] reads the user with serde. This adds 1.2 KB to the compressed program if the app reads nothing
    /// else with serde. Such an app can read each field by its name instead, such as `json["name"]`.
    fn stored_user(json: &Json) -> Option<Self::User>;

    /// The lifetime of the access token in seconds, if a response to a sign-in or a refresh announces it. If the
    /// lifetime is known and the token is about to expire, a request that needs the session waits for a refresh before
    /// it is sent. The default is `None`.
    fn expires_in(_response: &Response) -> Option<u32> {
        None
    }

    /// The optional parts that the server offers, if a response to a sign-in or a refresh announces them. `None` if the
    /// response says nothing about them. After a refresh, the session then keeps what was announced before. The default
    /// is `None`.
    fn offers(_response: &Response) -> Option<Offers> {
        None
    }

    /// The user in a 2xx response to a refresh. `None`, the default, if the response does not name the user. Then the
    /// record keeps the user of the sign-in. A user with another [id](Protocol::user_id) is ignored.
    fn renewed_user(_response: &Response) -> Option<Self::User> {
        None
    }

    /// What a response to a sign-in or a refresh announces about the ends of the session. The record keeps it, so that
    /// the app can warn the user. The default is nothing.
    fn ends(_response: &Response) -> Ends {
        Ends::default()
    }

    /// The outcome of a refresh with this response. A refusal often quotes the refresh token, so its text must not be
    /// stored or shown.
    ///
    /// By default, a 2xx with an empty or JSON body has refreshed the session. A 400, 401 or 403 ends the session,
    /// unless it is an HTML page or [masked](Protocol::masked). A 404, 405 or 501 counts as a server without refresh,
    /// unless a refresh has succeeded before. After any other response, the outcome is unknown. If the server answers
    /// 403 when only its CSRF check has failed, override this method.
    fn refreshed(response: &Response) -> RefreshOutcome {
        RefreshOutcome::by_status(response, Self::masked(response), Self::expires_in(response))
    }

    /// Whether this response confirms a sign-out. If it does not, the sign-out is sent again.
    ///
    /// By default, a sign-out is confirmed by a 404 or 405, and by any 2xx except an HTML page. Any other 4xx with an
    /// empty or JSON body confirms it too, except 408, 425, 429 and a [masked](Protocol::masked) refusal.
    ///
    /// Some servers answer 403 when only their CSRF check has failed. By default, such a 403 can confirm a sign-out
    /// that did not happen. If your server makes this check for a sign-out, but not for a refresh, override this
    /// method, and return `false` for such a 403.
    ///
    /// If your server makes this check for a refresh too, it is enough to override [`refreshed`](Protocol::refreshed),
    /// and to return [`RefreshOutcome::Unknown`] for such a 403. The client sends a refresh before each sign-out. If
    /// the outcome of this refresh is unknown, the client does not send the sign-out yet.
    fn signed_out(response: &Response) -> bool {
        sign_out_response::confirms(response, Self::masked(response))
    }

    /// Whether the server hides the reason of this refusal. If so, the reason may be something other than the token.
    /// For example, some servers answer every error with a 401. The method is also called for a 2xx, and has to return
    /// `false` then. The default is `false`.
    fn masked(_response: &Response) -> bool {
        false
    }

    /// The message for the user in a response whose status is not 2xx. `None` if there is none. The method is never
    /// called for a refused refresh, whose message may quote a token.
    ///
    /// By default, the message is the text field `message` of a JSON body, or the whole body if it is a plain text. A
    /// message of more than 300 characters is ignored.
    fn message(response: &Response) -> Option<String> {
        response.message()
    }

    /// The account name in the credentials. If a sign-in fails because another user is signed in, [`Client::declined`]
    /// returns this name, so that the next form can offer the name again. The default is an empty text.
    ///
    /// [`Client::declined`]: crate::Client::declined
    fn account(_credentials: &Self::Credentials) -> String {
        String::new()
    }

    /// Whether `account` is an account name of `user`. While `user` is signed in, a sign-in with such a name succeeds
    /// without a request. The default is `false`.
    fn has_account(_user: &Self::User, _account: &str) -> bool {
        false
    }

    /// Changes a request before it is sent, for example to add a CSRF header or a trace id. This is called for every
    /// request, including sign-in, refresh and sign-out. By default, nothing is changed.
    fn prepare(_request: &mut HttpRequest) {}
}

/// The endpoints of a session. The paths are relative to the API base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Takes [`Protocol::Credentials`], and sets the cookies.
    pub sign_in: Endpoint,
    /// Takes the refresh cookie, and sets a new access cookie.
    pub refresh: Endpoint,
    /// Ends the session, and clears the cookies.
    pub sign_out: Endpoint,
}

/// The method and the path of one kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The method, usually POST.
    pub method: Method,
    /// The path, relative to the API base and with a leading slash.
    pub path: &'static str,
}

impl Endpoint {
    /// A POST to `path`.
    pub const fn post(path: &'static str) -> Self {
        Endpoint { method: Method::Post, path }
    }

    /// A DELETE of `path`, which some servers use for a sign-out.
    pub const fn delete(path: &'static str) -> Self {
        Endpoint { method: Method::Delete, path }
    }
}

//! What an app says about its server, once: the trait [`Protocol`].

mod refresh_outcome;
mod sign_out_response;

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::http::{HttpRequest, Method, Response};
pub use refresh_outcome::RefreshOutcome;

/// How an app's server signs users in, renews their session, and ends it.
///
/// ```
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
/// }
/// ```
pub trait Protocol: 'static {
    /// The signed-in user, as the app needs them. The value is kept in local storage, where any script of the origin can
    /// read it; a value that an older version of the app kept is read with this type, or dropped where that fails.
    type User: Clone + Debug + PartialEq + Serialize + DeserializeOwned + 'static;

    /// What a sign-in sends, as JSON.
    type Credentials: Serialize + 'static;

    /// Where the session is begun, renewed and ended.
    const ENDPOINTS: Endpoints;

    /// Names the person: two users with the same text are the same person.
    fn user_id(user: &Self::User) -> String;

    /// The user whom a 2xx response to a sign-in names; `None` where it names nobody.
    fn granted(response: &Response) -> Option<Self::User>;

    /// The lifetime of the access token in seconds, where a response to a sign-in or a refresh announces it. A request whose
    /// token is about to expire then refreshes first.
    fn expires_in(_response: &Response) -> Option<u32> {
        None
    }

    /// What a response to a refresh says. A refusal often quotes the refresh token: its text should not be kept or shown.
    ///
    /// By default a 2xx with an empty or JSON body has renewed the session; a 400, 401 or 403 ends it, unless it is a web page
    /// or [masked](Protocol::masked); a 404, 405 or 501 comes from a server without refresh; anything else says nothing.
    /// A server that answers 403 where only its CSRF check failed has to override this.
    fn refreshed(response: &Response) -> RefreshOutcome {
        RefreshOutcome::by_status(response, Self::masked(response), Self::expires_in(response))
    }

    /// Whether the server has confirmed a sign-out, so that it need not be told again.
    ///
    /// By default any 2xx confirms, but a web page; so do a 404, a 405, and a refusal by the server itself.
    /// A server that answers 403 where only its CSRF check failed has to override this, too, unless its refresh, which comes
    /// first, fails in the same way.
    fn signed_out(response: &Response) -> bool {
        sign_out_response::confirms(response, Self::masked(response))
    }

    /// Whether a 401 may have another reason than the token, as where a server answers every error so.
    fn masked(_response: &Response) -> bool {
        false
    }

    /// The server's own sentence for a person in a response that failed. It is never asked for a refused refresh.
    ///
    /// By default the text field `message` of a JSON body, or a plain text, of 300 characters at most.
    fn message(response: &Response) -> Option<String> {
        response.message()
    }

    /// The name of the account that somebody tries to sign in to. It is remembered where another user turns out to be signed
    /// in, so that the next form can offer it again.
    fn account(_credentials: &Self::Credentials) -> String {
        String::new()
    }

    /// Whether a sign-in to `account` is one of this user, who is signed in already.
    fn has_account(_user: &Self::User, _account: &str) -> bool {
        false
    }

    /// Changes a request before it is sent: each of them, sign-in, refresh and sign-out included. For a CSRF header, or a
    /// trace id.
    fn prepare(_request: &mut HttpRequest) {}
}

/// Where the session is begun, renewed and ended; paths are relative to the API base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Takes [`Protocol::Credentials`], and sets the cookies.
    pub sign_in: Endpoint,
    /// Takes the refresh cookie, and sets a new access cookie.
    pub refresh: Endpoint,
    /// Ends the session, and clears the cookies.
    pub sign_out: Endpoint,
}

/// A method and a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// Relative to the API base, with a leading slash.
    pub path: &'static str,
}

impl Endpoint {
    /// A POST to `path`.
    pub const fn post(path: &'static str) -> Self {
        Endpoint { method: Method::Post, path }
    }

    /// A DELETE of `path`, as some servers have it for a sign-out.
    pub const fn delete(path: &'static str) -> Self {
        Endpoint { method: Method::Delete, path }
    }
}

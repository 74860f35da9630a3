//! The protocol of the server: everything that the library has to know about the sessions of this app.

use evergreen_session::json::Json;
use evergreen_session::{Endpoint, Endpoints, HttpRequest, Protocol, RefreshOutcome, Response, Transient};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// The id of the user, which is a UUID.
    pub id: String,
    pub email: String,
    pub permissions: Vec<String>,
}

#[derive(Serialize)]
pub struct Credentials {
    pub email: String,
    pub password: String,
}

/// The type parameter for the components and hooks of the library. It implements the protocol of this app's server.
pub struct Server;

impl Protocol for Server {
    type User = User;
    type Credentials = Credentials;
    const ENDPOINTS: Endpoints = Endpoints {
        sign_in: Endpoint::post("/login"),
        refresh: Endpoint::post("/token"),
        sign_out: Endpoint::post("/logout"),
    };

    fn user_id(user: &User) -> String {
        user.id.clone()
    }

    fn granted(response: &Response) -> Option<User> {
        response.json()
    }

    fn stored_user(json: &Json) -> Option<User> {
        json.read()
    }

    /// Judges the response to a refresh. A 403 means only that the CSRF token was missing or wrong, so it does not end
    /// the session. All other statuses have their usual meaning.
    fn refreshed(response: &Response) -> RefreshOutcome {
        match response.status {
            403 => RefreshOutcome::Unknown(Transient::Unexplained),
            _ => RefreshOutcome::by_status(response, false, None),
        }
    }

    /// Adds the CSRF token, if there is one, to each request except a GET or a HEAD. The server sets the token as a
    /// cookie that script can read.
    fn prepare(request: &mut HttpRequest) {
        if !request.method.is_read()
            && let Some(token) = csrf_token()
        {
            request.header("X-CSRF-Token", token);
        }
    }
}

fn csrf_token() -> Option<String> {
    let document = web_sys::window()?.document()?.dyn_into::<HtmlDocument>().ok()?;
    document.cookie().ok()?.split("; ").find_map(|cookie| cookie.strip_prefix("csrf=")).map(str::to_owned)
}

//! The protocol of the server: all that the library has to know about this app's session.

use evergreen_session::json::Json;
use evergreen_session::{Endpoint, Endpoints, HttpRequest, Protocol, RefreshOutcome, Response, Transient};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// A UUID.
    pub id: String,
    pub email: String,
    pub permissions: Vec<String>,
}

#[derive(Serialize)]
pub struct Credentials {
    pub email: String,
    pub password: String,
}

/// The server's protocol.
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

    /// A 403 means only that the CSRF token was missing. It says nothing about the session.
    fn refreshed(response: &Response) -> RefreshOutcome {
        match response.status {
            403 => RefreshOutcome::Unknown(Transient::Unexplained),
            _ => RefreshOutcome::by_status(response, false, None),
        }
    }

    /// Every request that changes something repeats the CSRF token, which the server keeps in a readable cookie.
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

//! The protocol of the companion server, for the tests of the library. The protocol also fits the other kinds of
//! servers that the tests imitate: servers with one refresh token per user, with rotating refresh tokens, without
//! refresh, or with masked errors (a 401 for nearly every failure).

use evergreen_session::json::Json;
use evergreen_session::{Endpoint, Endpoints, Ends, Offers, Protocol, Response};
use serde::{Deserialize, Serialize};

/// The paths of the endpoints, relative to the API base.
pub mod path {
    pub const SIGN_IN: &str = "/auth/signin";
    pub const REFRESH: &str = "/auth/refreshtoken";
    pub const SIGN_OUT: &str = "/auth/signout";
    pub const EVENTS: &str = "/auth/events";
}

/// The user. The server sends more fields, but the tests read only these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    pub username: String,
    #[serde(default)]
    pub roles: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Credentials {
    pub username: String,
    pub password: String,
}

pub struct Companion;

impl Protocol for Companion {
    type User = User;
    type Credentials = Credentials;

    const ENDPOINTS: Endpoints = Endpoints {
        sign_in: Endpoint::post(path::SIGN_IN),
        refresh: Endpoint::post(path::REFRESH),
        sign_out: Endpoint::post(path::SIGN_OUT),
    };

    const EVENTS: Option<&'static str> = Some(path::EVENTS);

    fn user_id(user: &User) -> String {
        user.username.clone()
    }

    fn granted(response: &Response) -> Option<User> {
        response.json()
    }

    fn stored_user(json: &Json) -> Option<User> {
        json.read()
    }

    fn expires_in(response: &Response) -> Option<u32> {
        seconds(response, "expiresIn")
    }

    fn ends(response: &Response) -> Ends {
        Ends { session: seconds(response, "sessionExpiresIn"), idle: seconds(response, "idleExpiresIn") }
    }

    fn renewed_user(response: &Response) -> Option<User> {
        response.json()
    }

    fn offers(response: &Response) -> Option<Offers> {
        Offers::read(&response.tree()?["offers"])
    }

    fn masked(response: &Response) -> bool {
        response.status == 401 && response.tree().is_some_and(|body| body["path"].as_str() == Some("/error"))
    }

    fn account(credentials: &Credentials) -> String {
        credentials.username.clone()
    }

    fn has_account(user: &User, account: &str) -> bool {
        user.username.eq_ignore_ascii_case(account)
    }
}

fn seconds(response: &Response, field: &str) -> Option<u32> {
    u32::try_from(response.tree()?[field].as_u64()?).ok()
}

pub type Record = evergreen_session::Record<User>;
pub type State = evergreen_session::State<User>;

/// The content of a signed-in record. Some test crates do not use this type, so the lint is off.
#[allow(dead_code)]
pub type SignedIn = evergreen_session::SignedIn<User>;

//! The protocol of the companion server, which the library's tests use. The server can also behave like other kinds of
//! servers: with one refresh token per user, with rotating refresh tokens, without refresh, or with masked errors (a
//! 401 for nearly every failure).

use evergreen_session::json::Json;
use evergreen_session::{Endpoint, Endpoints, Protocol, Response};
use serde::{Deserialize, Serialize};

/// Paths below the API base.
pub mod path {
    pub const SIGN_IN: &str = "/auth/signin";
    pub const REFRESH: &str = "/auth/refreshtoken";
    pub const SIGN_OUT: &str = "/auth/signout";
}

/// The part of the user that the tests read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    pub username: String,
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
        u32::try_from(response.tree()?["expiresIn"].as_u64()?).ok()
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

pub type Record = evergreen_session::Record<User>;
pub type State = evergreen_session::State<User>;

/// Not every test crate uses this type.
#[allow(dead_code)]
pub type SignedIn = evergreen_session::SignedIn<User>;

//! The two cookies of a session: their names, their paths, and the tokens in them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use axum::http::HeaderMap;

use crate::app_state::AppState;
use crate::cookie::{self, set_cookie};

const ACCESS: &str = "evergreen-access";
const ACCESS_PATH: &str = "/api";
const REFRESH: &str = "evergreen-refresh";
const REFRESH_PATH: &str = "/api/auth/refreshtoken";

/// The largest number of families that [`families`] returns. An attacker may plant cookies of other sessions in the
/// user's browser. A browser has rules for the paths and domains of cookies. These rules limit how many planted cookies
/// the browser sends in one request. `MAX_FAMILIES` is higher than this limit. If it were lower, planted cookies could
/// take the place of the user's own cookie, and a sign-out would not end the user's session.
const MAX_FAMILIES: usize = 64;

/// Returns the access token of a request; `None` if there is none, or if there are several.
pub(super) fn access_token(app: &AppState, headers: &HeaderMap) -> Option<String> {
    cookie::only(headers, &name(app, ACCESS))
}

/// Returns the refresh token of a request; `None` if there is none, or if there are several.
pub(super) fn refresh_token(app: &AppState, headers: &HeaderMap) -> Option<String> {
    cookie::only(headers, &name(app, REFRESH))
}

/// Returns the families of all access tokens and refresh tokens in the cookies of a request. A token counts only if its
/// signature or its MAC is valid. An expired token counts, too. A request may contain several access tokens. The server
/// cannot know which of them is the client's own, so all of them count. Browsers send the refresh token only to the
/// path of the refresh, so a request to another path contains only access tokens. Returns at most [`MAX_FAMILIES`]
/// families, because the caller writes to the database for each of them.
pub(super) fn families(app: &AppState, headers: &HeaderMap) -> BTreeSet<String> {
    let access = cookie::all(headers, &name(app, ACCESS))
        .filter_map(|token| app.access_tokens.verify_signature(&token).map(|claims| claims.family))
        .collect::<BTreeSet<_>>();
    let refresh = cookie::all(headers, &name(app, REFRESH))
        .filter_map(|token| app.refresh_tokens.verify(&token).map(|(family, _)| family.to_owned()))
        .collect();
    access.union(&refresh).take(MAX_FAMILIES).cloned().collect()
}

/// Returns the value of the `Set-Cookie` header for an access token. `max_age` is in seconds; 0 clears the cookie.
pub(super) fn access_cookie(app: &AppState, token: &str, max_age: u64) -> String {
    set_cookie(&name(app, ACCESS), token, ACCESS_PATH, max_age, app.secure_cookies)
}

/// Returns the value of the `Set-Cookie` header for a refresh token. `max_age` is in seconds; 0 clears the cookie.
pub(super) fn refresh_cookie(app: &AppState, token: &str, max_age: u64) -> String {
    set_cookie(&name(app, REFRESH), token, REFRESH_PATH, max_age, app.secure_cookies)
}

/// Returns the name that the cookie `name` has in the browser. If the cookie is `Secure`, its name gets the prefix
/// `__Secure-`. Browsers accept a cookie with this prefix only over https (RFC 6265bis, section 4.1.3). So an attacker
/// who can change plain http traffic cannot replace the cookie. The prefix `__Host-` would be stronger, but it requires
/// the path `/`. The contract fixes narrower paths for these cookies.
fn name(app: &AppState, name: &'static str) -> Cow<'static, str> {
    if app.secure_cookies { format!("__Secure-{name}").into() } else { name.into() }
}

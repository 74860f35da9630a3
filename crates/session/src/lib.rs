//! A session that stays alive by itself, for Yew apps whose server keeps its tokens in HttpOnly cookies.
//!
//! All tabs share one refresh. After the refresh, the requests that were refused because of the expired token are sent
//! again. A lost connection alone ends no session. A sign-out is immediate in every tab, and it is sent again if the
//! server has not confirmed it. The module [`client`] lists the rules, with their reasons and their tests.
//!
//! # A whole app
//!
//! ```
//! use evergreen_session::json::Json;
//! use evergreen_session::{Endpoint, Endpoints, Protocol, Request, Response, SessionProvider, use_api, use_session};
//! use serde::{Deserialize, Serialize};
//! use yew::prelude::*;
//! use yew::platform::spawn_local;
//!
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! struct User {
//!     id: u64,
//!     name: String,
//! }
//!
//! #[derive(Serialize)]
//! struct Credentials {
//!     email: String,
//!     password: String,
//! }
//!
//! /// Describes the server of this app.
//! struct Shop;
//!
//! impl Protocol for Shop {
//!     type User = User;
//!     type Credentials = Credentials;
//!     const ENDPOINTS: Endpoints = Endpoints {
//!         sign_in: Endpoint::post("/login"),
//!         refresh: Endpoint::post("/token"),
//!         sign_out: Endpoint::post("/logout"),
//!     };
//!
//!     fn user_id(user: &User) -> String {
//!         user.id.to_string()
//!     }
//!
//!     fn granted(response: &Response) -> Option<User> {
//!         response.json()
//!     }
//!
//!     fn stored_user(json: &Json) -> Option<User> {
//!         json.read()
//!     }
//! }
//!
//! #[component]
//! fn App() -> Html {
//!     html! { <SessionProvider<Shop> base="/api"><Page /></SessionProvider<Shop>> }
//! }
//!
//! #[component]
//! fn Page() -> Html {
//!     let (api, record, orders) = (use_api::<Shop>(), use_session::<Shop>(), use_state(Vec::<String>::new));
//!     let Some(user) = record.user() else {
//!         let sign_in = move |_| {
//!             let api = api.clone();
//!             let credentials = Credentials { email: "amy@example.org".into(), password: "evergreen".into() };
//!             // A success changes the record, and the change renders `Page` again. A real form also shows an error.
//!             spawn_local(async move { drop(api.sign_in(credentials).await) });
//!         };
//!         return html! { <button onclick={sign_in}>{ "Sign in" }</button> };
//!     };
//!     let (list, sign_out) = (orders.clone(), api.clone());
//!     let load = move |_| {
//!         let (api, list) = (api.clone(), list.clone());
//!         spawn_local(async move {
//!             if let Ok(orders) = api.json(Request::get("/orders").query("page", "1")).await {
//!                 list.set(orders);
//!             }
//!         });
//!     };
//!     html! {
//!         <>
//!             <h1>{ &user.name }</h1>
//!             <button onclick={load}>{ "Load" }</button>
//!             { for orders.iter().map(|order| html! { <p>{ order }</p> }) }
//!             <button onclick={move |_| sign_out.sign_out()}>{ "Sign out" }</button>
//!         </>
//!     }
//! }
//! ```
//!
//! # What always holds
//!
//! The statements about several tabs need local storage and Web Locks. Browsers offer Web Locks on HTTPS and localhost
//! only.
//!
//! - If several requests need a refresh, in one tab or in several tabs, they share one refresh. One request refreshes
//!   the session at most once. A request is sent again only after a 401, and it is sent at most three times.
//! - A session ends only in five cases: the user signs out, the server refuses the session or says that it was ended,
//!   nobody uses the app for the idle time-out, the session's record in local storage is deleted, or another session may
//!   have replaced the cookies. A lost connection, a late response or the login page of a public Wi-Fi network alone
//!   ends no session.
//! - Sign-in, refresh and sign-out run under one Web Lock for all tabs, so two tabs do not refresh at the same time. To
//!   a server that rotates its tokens, two refreshes at once would look like theft.
//! - If the session changes during a request that needs the session, the response is dropped. So no user sees the data
//!   of another user.
//! - A sign-out is immediate in every tab. It is sent again until the server confirms it or somebody signs in, also
//!   after a restart.
//! - No token is within reach of script. The message of a refused refresh is neither kept nor shown, because some
//!   servers quote the token in it.
//! - Nothing from outside makes the program panic: bodies, storage, other tabs, the worker.
//!
//! # How it compares
//!
//! The statements about the other clients come from their source code and documentation in November 2026.
//!
//! | client | where the tokens are | what several tabs do | what happens to a request with an expired token |
//! | --- | --- | --- | --- |
//! | this one | in HttpOnly cookies | share one session and one refresh, under a Web Lock | it is sent again after the refresh |
//! | supabase auth-js 2 | in local storage by default | share one session; they refresh under a Web Lock in most versions, without a lock in the latest ones | it fails, and the app has to repeat it |
//! | auth0-spa-js 2 | in memory by default, or in local storage | request tokens under a lock: a Web Lock, or a lock in local storage | it fails with a 401; `fetchWithAuth` repeats a request only for a DPoP nonce |
//! | oidc-client-ts 3 | in session storage by default | have one session each | it fails, and the app has to repeat it |
//!
//! The other clients use OAuth or the protocol of one service, and they send the token in a header. This library is for
//! servers that keep their tokens in cookies. It works with any server that an implementation of [`Protocol`] can
//! describe.
//!
//! # Where to find what
//!
//! | item | content |
//! | --- | --- |
//! | [`Protocol`] | how an app describes its server |
//! | [`SessionProvider`], [`use_api`], [`use_session`] | the session in an app's components |
//! | [`Request`], [`Response`], [`Error`] | requests and their results |
//! | [`use_request`], [`use_submit`] | the request of a component, and the request of a form |
//! | [`use_idle`], [`IdleState`] | the question before the idle time-out |
//! | [`use_end_warning`], [`EndWarning`] | the warning before the end that the server has announced |
//! | [`SessionEvents`] | the server's stream of events, which tells of ends and changes elsewhere |
//! | [`Authenticated`], [`NotAuthenticated`], [`SignInInPlace`], [`use_guard`] | content that depends on who is signed in |
//! | [`Offers`], [`Offer`] | the optional parts that a server offers |
//! | [`Bus`], [`use_bus_events`] | the events of the session |
//! | [`client`] | the core, which makes the calls and keeps the session alive, and its rules |

#![warn(missing_docs, unreachable_pub)]

mod browser;
mod bus;
pub mod client;
mod components;
mod error;
mod event;
mod http;
pub mod json;
mod protocol;
mod record;
mod transient_status;

pub use browser::{Api, Browser};
pub use bus::{Bus, Delivery, Subscription, run_worker};
pub use client::{
    Asking, Client, Following, IdleState, InUse, LIMIT, LastUse, Moment, Request, ServerEvent, Signal, environment,
    idle_state, timing, trace,
};
pub use components::{
    Audience, Authenticated, GateProps, Guard, GuardState, NotAuthenticated, Observer, SessionEvents, SessionProvider,
    SessionProviderProps, SignInInPlace, SignInInPlaceProps, Stage, Task, UseRequestHandle, UseSubmitHandle,
    WAITING_AFTER, use_api, use_bus_events, use_end_warning, use_guard, use_idle, use_request, use_session, use_submit,
};
pub use error::{Error, Transient};
pub use event::Event;
pub use http::{Body, HttpRequest, Method, NoResponse, Response};
pub use protocol::{Endpoint, Endpoints, Protocol, RefreshOutcome};
pub use record::{EndWarning, Ends, Millis, Offer, Offers, Reason, Record, SignedIn, Stamp, State};

/// Items that this project's own browser tests need. This module is not part of the public interface and may change at
/// any time.
#[doc(hidden)]
pub mod testing {
    pub use crate::browser::address::{absolute, is_below};
    pub use crate::browser::storage::Store;
    pub use crate::browser::storage_migration::EARLIER_KEY;
    pub use crate::browser::storage_sync;
}

//! A session that stays alive by itself, for Yew apps whose server keeps its tokens in HttpOnly cookies.
//!
//! One refresh serves all requests of all tabs, and each request that met the expired token is sent again. Only the server
//! ends a session. A sign-out is immediate in every tab, and it is sent to the server until the server confirms it. The module
//! [`client`] lists the rules, the reason for each, and the tests that show that it holds.
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
//! /// The protocol of the server.
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
//!             // A success changes the record, which renders the page again. A real form shows the error.
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
//! # The modules
//!
//! | module | content |
//! | --- | --- |
//! | [`protocol`] | the trait by which an app describes its server |
//! | [`http`] | requests and responses, as the core and a protocol see them |
//! | [`client`] | the core: requests, retry, refresh, sign-in, sign-out, the lock, admission |
//! | [`record`] | the session record that all tabs share |
//! | [`browser`] | the browser as the core's environment: HTTP, storage, Web Locks, the page life cycle |
//! | [`bus`] | the event bus, a yew-agent worker |
//! | [`json`] | a small reader for JSON that comes from outside |
//!
//! Dependencies run one way: components, browser, client, record.

#![warn(missing_docs, unreachable_pub)]

pub mod browser;
pub mod bus;
pub mod client;
mod components;
mod error;
mod event;
pub mod http;
pub mod json;
pub mod protocol;
pub mod record;
mod transient_status;

pub use browser::{Api, Browser};
pub use bus::{Bus, Delivery, Subscription, run_worker};
pub use client::{Client, LIMIT, Request, Signal, environment, timing, trace};
pub use components::{
    Audience, Authenticated, GateProps, Guard, GuardState, NotAuthenticated, Observer, SessionProvider,
    SessionProviderProps, SignInInPlace, SignInInPlaceProps, Stage, Task, UseRequestHandle, UseSubmitHandle,
    WAITING_AFTER, use_api, use_bus_events, use_guard, use_request, use_session, use_submit,
};
pub use error::{Error, Transient};
pub use event::Event;
pub use http::{Body, HttpRequest, Method, NoResponse, Response};
pub use protocol::{Endpoint, Endpoints, Protocol, RefreshOutcome};
pub use record::{Millis, Reason, Record, SignedIn, Stamp, State};

//! The companion server implements Evergreen's HTTP contract (`docs/src/server/README.md`) and can inject faults for
//! tests. Tests start the server inside their own process through this library; the `evergreen-backend` command runs
//! the same code.
//!
//! | module | what it owns |
//! | --- | --- |
//! | [`config`](Config), [`database`](Database), [`offer`](Offer) | all settings, with the command line's defaults |
//! | [`error`](Error) | the reasons why a server cannot start |
//! | [`server`](Server) | starting and stopping a server, and the functions with which tests change and read it |
//! | `listener`, `connection`, `connection_cap`, `client_counts`, `busy_body`, `write_deadline` | sockets, HTTP/1 connections, limits, shutdown |
//! | `middleware` | what happens before and after each route handler: faults, origin check, body, CORS headers |
//! | `observation`, `request_id`, `metrics` | identifiers of requests, and what is counted |
//! | [`log_writer`](LogWriter) | writes the log without making requests wait |
//! | `operations` | the routes for the operator's tools: health and metrics |
//! | [`operator`](Operator) | what the operator does: lists and changes users, lists and ends sessions |
//! | `dialect` | the differences between this server and the two real servers that it can imitate |
//! | `board`, `boards` | the boards, and the routes `/api/test/*` of every dialect |
//! | `demo`, `exposure` | the demo accounts and their databases, and which settings are for this machine only |
//! | `accounts`, `look_alike` | adding and checking users, and names that look like others |
//! | `limit`, `proxy` | the limits on failed sign-ins and on sign-ups, and the clients of reverse proxies |
//! | `password`, `argon2_memory`, `admission` | password hashing, its memory, and whose password is hashed next |
//! | `token` | access tokens, refresh tokens, and the keys that sign both |
//! | `events` | the open streams of events, and what is sent to them |
//! | `refresh` | uses refresh tokens, and counts what happens to them |
//! | `store` | the database, SQLite or PostgreSQL: users and token families |
//! | `app_state`, `buffered_request` | what route handlers receive: the server's state, the request with its body |
//! | `client`, `client_name` | who sent a request, whether this client is still connected, and its name in a list |
//! | `cookie`, `response`, `cors` | cookies, response bodies, CORS headers |
//! | `origin`, `clock`, `private_file` | the allowed origins, the clock, files that only their owner may read |
//! | `cleanup` | deletes expired sessions from the database |
//! | `fault`, `request_log` | the faults that tests inject, and the requests that tests check afterwards |

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod accounts;
mod admission;
mod app_state;
mod argon2_memory;
mod board;
mod boards;
mod buffered_request;
mod busy_body;
mod cleanup;
mod client;
mod client_counts;
mod client_name;
mod clock;
mod config;
mod connection;
mod connection_cap;
mod cookie;
mod cors;
mod database;
mod demo;
mod dialect;
mod error;
mod events;
mod exposure;
mod fault;
mod limit;
mod listener;
mod log_writer;
mod look_alike;
mod metrics;
mod middleware;
mod observation;
mod offer;
mod operations;
mod operator;
mod origin;
mod password;
mod private_file;
mod proxy;
mod refresh;
mod request_id;
mod request_log;
mod response;
mod server;
mod store;
mod token;
mod write_deadline;

pub use config::{Config, Like};
pub use database::{Database, DatabaseError, PostgresUrl};
pub use error::Error;
pub use fault::{Fault, Times};
pub use log_writer::LogWriter;
pub use offer::Offer;
pub use operator::{Operator, OperatorError, SessionSummary, UserSummary};
pub use password::Argon2Cost;
pub use request_log::RecordedRequest;
pub use server::Server;
pub use store::Role;

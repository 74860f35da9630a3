//! The companion server implements Evergreen's HTTP contract (README, section "Your server") and can inject faults for
//! tests. Tests start the server inside their own process through this library; the `evergreen-backend` command runs
//! the same code.
//!
//! | module | what it owns |
//! | --- | --- |
//! | [`config`](Config) | all settings, with the command line's defaults |
//! | [`server`](Server) | starting and stopping a server, and the functions with which tests change and read it |
//! | `listener`, `connection`, `connection_cap`, `write_deadline` | sockets, HTTP/1 connections and their limits, graceful shutdown |
//! | `middleware` | what happens before and after each route handler: faults, origin check, body, CORS headers |
//! | `dialect` | the differences between this server and the two real servers that it can imitate |
//! | `boards` | the routes `/api/test/*` of every dialect |
//! | `demo`, `exposure` | the demo accounts and their databases, and which settings are for this machine only |
//! | `accounts`, `look_alike` | adding and checking users, and names that look like others |
//! | `limit`, `proxy` | the limits on failed sign-ins and on sign-ups, and the clients of reverse proxies |
//! | `password`, `admission` | password hashing, and whose password is hashed next |
//! | `token` | access tokens, refresh tokens, and the key that signs both |
//! | `store` | the SQLite database: users and token families |
//! | `app_state`, `buffered_request`, `client` | what route handlers receive: the server's state, the request with its body, and who sent it |
//! | `cookie`, `response`, `cors` | cookies, response bodies, CORS headers |
//! | `origin`, `clock`, `private_file` | the allowed origins, the clock, files that only their owner may read |
//! | `fault`, `request_log` | the faults that tests inject, and the requests that tests check afterwards |

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod accounts;
mod admission;
mod app_state;
mod boards;
mod buffered_request;
mod client;
mod clock;
mod config;
mod connection;
mod connection_cap;
mod cookie;
mod cors;
mod demo;
mod dialect;
mod error;
mod exposure;
mod fault;
mod limit;
mod listener;
mod look_alike;
mod middleware;
mod origin;
mod password;
mod private_file;
mod proxy;
mod request_log;
mod response;
mod server;
mod store;
mod token;
mod write_deadline;

pub use config::{Config, Database, Like};
pub use error::Error;
pub use fault::{Fault, Times};
pub use password::Argon2Cost;
pub use request_log::RecordedRequest;
pub use server::Server;

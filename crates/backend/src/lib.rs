//! The companion server: it speaks Evergreen's HTTP contract, and can be told to fail.
//! A library for tests, which start it in-process, and the engine of the `evergreen-backend` command.
//!
//! | module | what |
//! | --- | --- |
//! | [`config`](Config) | everything that can be chosen, with the command's defaults |
//! | [`server`](Server) | starting, stopping, and what a test may do to a running server |
//! | `listen` | sockets and connections: time-outs, dropping, draining |
//! | `gate` | what every request passes: faults, origin, body, CORS headers |
//! | `dialect` | what differs between this server and the two real ones it can imitate |
//! | `boards` | `/api/test/*`, for every dialect |
//! | `accounts`, `password`, `limiter` | who may sign in |
//! | `token` | access tokens, refresh tokens, and the key that signs both |
//! | `store` | SQLite: accounts and token families |
//! | `cookie`, `reply`, `origin`, `cors`, `clock`, `private_file` | one noun each |
//! | `fault`, `seen` | what tests inject, and what they look at afterwards |

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod accounts;
mod app;
mod boards;
mod clock;
mod config;
mod cookie;
mod cors;
mod dialect;
mod error;
mod fault;
mod gate;
mod limiter;
mod listen;
mod origin;
mod password;
mod private_file;
mod reply;
mod seen;
mod server;
mod store;
mod token;

pub use config::{Argon2Cost, Config, Database, Like};
pub use error::Error;
pub use fault::{Fault, Times};
pub use seen::Seen;
pub use server::Server;

//! Tests the book in `docs/` and the README: their links, paths, commands and code must be right. `cargo xtask test
//! --only book` also builds the book.
//!
//! | module | what it checks |
//! | --- | --- |
//! | `links` | links, anchors, included files, paths into the repository |
//! | `rules` | the chapter with the rules of the session and their tests |
//! | `cargo_calls` | calls of cargo: that they are locked, and the version of mdBook in the README |
//! | `commands` | the commands of the project, and their options |
//! | `code` | that each block of code has a check; settings in TOML and JSON, rows of the table of pages, styles |
//! | `systemd_unit` | the unit of systemd, with the real program |
//! | `quotes` | the sentences that `check-server` prints |
//! | `nginx`, `caddy` | the commands and files for nginx and Caddy, with the real programs |
//! | `axum_example` | the server in axum, with `check-server` |

#[path = "../hosting/absent.rs"]
mod absent;
mod axum_example;
mod caddy;
mod cargo_calls;
mod code;
mod commands;
mod links;
mod machine;
mod markdown;
mod nginx;
mod pages;
mod quotes;
mod rules;
mod systemd_unit;

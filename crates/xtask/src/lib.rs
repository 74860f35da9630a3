//! The project's commands. Tests also use some modules of this library, such as the static host, and the project's
//! paths, ports and processes.
//!
//! The feature `full` belongs to the commands that build releases, serve them, or check servers. Without the feature,
//! this library cannot run these commands, and it compiles in a third of the time. Each of these commands has two
//! files. The first file contains the options of the command, for example `commands/build.rs`. The second file contains
//! the code that runs the command, for example `commands/build/run.rs`.
//!
//! | modules | purpose |
//! | --- | --- |
//! | [`commands`] | contains the commands that a person types; `cargo xtask --help` lists them |
//! | [`tools`] | finds the tools that the commands need, and installs those that are missing |
//! | [`release`], [`api_base`], [`connect_src`], [`public_url`] | builds the release folder |
//! | [`hosting`], [`web_host`] | writes the configuration of a host for a release |
//! | [`dev_config`] | writes the configuration of `trunk serve` for other ports and servers |
//! | [`size`], [`encoding`] | measures the size of a release, and compares it with the limit |
//! | [`deny`] | checks the licences and known vulnerabilities of the dependencies |
//! | [`simulation`] | builds the command that runs the simulation of the core of the session library |
//! | [`mutants`] | puts deliberate faults into this core, to see whether the tests notice them |
//! | [`tabs`] | runs the tests with many tabs in each browser engine |
//! | [`gallery`] | runs axe in every state of the app, or takes a picture of every state |
//! | [`audit`] | runs Lighthouse |
//! | `disk_space` | checks before a test run that the disk has room for it |
//! | [`new_project`] | makes a new project from this one |
//! | [`host`] | serves a release folder as a production host does |
//! | [`check_server`] | checks any server against the HTTP contract |
//! | [`companion`], [`process`], [`stop`] | starts and stops other programs, and waits for signals to stop |
//! | [`program`], `full_program` | runs a command, and starts the full program if this one lacks the command |
//! | [`port`], [`project`] | finds free ports, and the paths of the project |

#![warn(missing_docs)]
// Some commands need the feature `full`. Without the feature, this library still parses the options of these commands.
// It does not read the parsed options, but passes the arguments on to the full program. The compiler would warn about
// options that are never read.
#![cfg_attr(not(feature = "full"), allow(dead_code))]

pub mod api_base;
#[cfg(feature = "full")]
pub mod audit;
#[cfg(feature = "full")]
pub mod check_server;
pub mod commands;
pub mod companion;
pub mod connect_src;
pub mod deny;
pub mod dev_config;
#[cfg(feature = "full")]
mod disk_space;
#[cfg(feature = "full")]
pub mod encoding;
#[cfg(not(feature = "full"))]
mod full_program;
pub mod gallery;
#[cfg(feature = "full")]
pub mod host;
#[cfg(feature = "full")]
pub mod hosting;
pub mod mutants;
pub mod new_project;
pub mod port;
pub mod process;
pub mod program;
pub mod project;
pub mod public_url;
#[cfg(feature = "full")]
pub mod release;
pub mod simulation;
#[cfg(feature = "full")]
pub mod size;
pub mod stop;
pub mod tabs;
pub mod tools;
pub mod web_host;

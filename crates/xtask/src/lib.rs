//! The project's commands, and the parts of them that tests build on: the static host and the API base.
//! This file only lists the modules; it must not know what any of them does.
//!
//! | modules | what they are for |
//! | --- | --- |
//! | [`commands`] | what a person calls: `cargo xtask --help` lists them |
//! | [`tools`] | finding what must be installed, and installing it |
//! | [`release`], [`api_base`], [`policy`], [`size`] | the release folder, and what it weighs |
//! | [`deny`] | whether the dependencies are as they should be |
//! | [`simulation`], [`mutants`] | playing the core's simulation, also with faults put in on purpose |
//! | [`tabs`] | the tests with many tabs, run in each engine |
//! | [`gallery`], [`audit`] | the tests of what one sees, and Lighthouse beside them |
//! | [`host`] | serving that folder as production would |
//! | [`check_server`] | playing the contract against any server |
//! | [`companion`], [`process`], [`stop`], [`port`], [`project`] | running other programs, and ending them |

#![warn(missing_docs)]

pub mod api_base;
pub mod audit;
pub mod check_server;
pub mod commands;
pub mod companion;
pub mod deny;
pub mod encoding;
pub mod gallery;
pub mod host;
pub mod mutants;
pub mod policy;
pub mod port;
pub mod process;
pub mod project;
pub mod public_url;
pub mod release;
pub mod simulation;
pub mod size;
pub mod stop;
pub mod tabs;
pub mod tools;

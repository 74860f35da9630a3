//! The project's commands, and the parts of them that tests use: the static host, the project's paths, ports and
//! processes.
//!
//! | modules | purpose |
//! | --- | --- |
//! | [`commands`] | the commands that a person types: `cargo xtask --help` lists them |
//! | [`tools`] | finds the tools that the commands need, and installs those that are missing |
//! | [`release`], [`api_base`], [`connect_src`], [`public_url`] | builds the release folder |
//! | [`dev_config`] | writes the configuration of `trunk serve` for other ports and servers |
//! | [`size`], [`encoding`] | measures the size of a release, and checks its limit |
//! | [`deny`] | checks the dependencies |
//! | [`simulation`], [`mutants`] | runs the simulation of the session's core, also with deliberate faults in the core |
//! | [`tabs`] | runs the tests with many tabs in each browser engine |
//! | [`gallery`], [`audit`] | runs axe and takes pictures of every state of the app; runs Lighthouse |
//! | [`host`] | serves a release folder as a production host does |
//! | [`check_server`] | checks any server against the HTTP contract |
//! | [`companion`], [`process`], [`stop`], [`port`], [`project`] | starts and stops other programs, finds free ports, and finds the paths of the project |

#![warn(missing_docs)]

pub mod api_base;
pub mod audit;
pub mod check_server;
pub mod commands;
pub mod companion;
pub mod connect_src;
pub mod deny;
pub mod dev_config;
pub mod encoding;
pub mod gallery;
pub mod host;
pub mod mutants;
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

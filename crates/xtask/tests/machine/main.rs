//! Runs the real program on machines that have only some programs. Scripts take the place of these programs, and write
//! down their calls.

#![cfg(unix)]

mod binstall;
mod machine;
mod serve;

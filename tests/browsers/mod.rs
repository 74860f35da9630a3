//! The servers, the browser and the page for tests over WebDriver.
//!
//! | modules | content |
//! | --- | --- |
//! | `test_system`, `fixture` | companion server, static host and browser; the checks at the end of every test |
//! | `engine`, `driver`, `browser` | one browser of each engine, and its WebDriver process |
//! | `demo` | a demo of the release, on a host of its own |
//! | `page`, `page_waits`, `wait` | the page, used as a person uses it |
//! | `second_release` | another release for the host |
//! | `log`, `recorder.js` | the console entries, and reports of events that a later look at the page could miss |

// Each test target compiles all of these modules, but uses only a part of them.
#![allow(dead_code)]

pub mod browser;
pub mod demo;
pub mod driver;
pub mod engine;
pub mod fixture;
pub mod log;
pub mod page;
mod page_waits;
pub mod second_release;
pub mod test_system;
pub mod wait;

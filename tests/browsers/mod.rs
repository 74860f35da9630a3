//! A browser as a person uses it, with all that it talks to: what tests over WebDriver stand on.
//! It must not know which tests there are.
//!
//! | modules | what they are for |
//! | --- | --- |
//! | `stage`, `scene` | server, host and browser, wired; what every test checks at its end |
//! | `engine`, `driver`, `browser` | a browser of each engine, and what steers it |
//! | `page`, `wait` | a browser as a person uses it |
//! | `log`, with `recorder.js` | what a look afterwards would miss, and in which engine it can be seen |

// Compiled into each test target, of which none uses everything.
#![allow(dead_code)]

pub mod browser;
pub mod driver;
pub mod engine;
pub mod log;
pub mod page;
pub mod scene;
pub mod stage;
pub mod wait;

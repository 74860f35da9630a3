#![doc = include_str!("../README.md")]
#![warn(missing_docs, unreachable_pub)]

pub mod redraw;
pub mod style;
pub mod text;
pub mod time;

//! Evergreen: a single-page app whose session never goes stale.
//!
//! # The code map
//!
//! | where | what |
//! | --- | --- |
//! | [`contract`] | what an adopter changes: the server's paths, limits, roles |
//! | [`style`] | sheets mounted without inline style |

pub mod contract;
pub mod style;

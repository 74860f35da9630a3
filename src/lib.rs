//! The code map.

//! The settings of cargo and rustc for the smallest release. With these settings, cargo compiles the standard library
//! again. The new standard library does not contain the texts of panics, the positions of panics in the sources, or
//! the code that formats these texts and positions.
//!
//! The settings are unstable, and each version of Rust may change them. A stable toolchain accepts them only because
//! `RUSTC_BOOTSTRAP` is set. So only `cargo xtask build --smallest` uses them.

/// The flags for rustc.
pub const RUSTC_FLAGS: [&str; 4] =
    ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];

/// The environment variables for cargo.
pub const ENVIRONMENT: [(&str, &str); 3] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    // This feature replaces the default features of the standard library. One of the default features is `backtrace`,
    // which would add code that formats texts.
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
];

//! How the smallest release builds the standard library anew: without the texts of panics, the positions in the
//! sources, and the code that formats them.
//!
//! These settings of cargo and rustc are unstable. A stable toolchain accepts them because of `RUSTC_BOOTSTRAP`, and
//! they may change with each version of Rust. So only `cargo xtask build --smallest` uses them.

/// The flags for rustc.
pub const RUSTC_FLAGS: [&str; 4] =
    ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];

/// The environment variables for cargo.
pub const ENVIRONMENT: [(&str, &str); 3] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    // This replaces the default features. They contain the backtrace, which would add code that formats texts.
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
];

//! `cargo xtask bench`: measures how fast the session and the companion server are, and how much memory the page uses.

#[cfg(feature = "full")]
mod run;

use crate::tools::Permission;
use clap::ValueEnum;
use std::path::PathBuf;

/// Measure the release in Chromium against the companion server, after installing what is missing
///
/// In the browser, the command measures many calls at once: with an expired token, with a valid one, and with simpler
/// clients. It measures the time from a click to the content, the time from the address to a usable page, and the
/// memory after many visits and calls. Without a browser, it measures how many calls per second the companion server
/// answers, and compares this with a bare axum route. A bad result is not a failure. This takes about seven minutes,
/// during which the machine should do nothing else.
#[derive(Clone, Debug, clap::Args)]
pub struct Bench {
    /// How many times to repeat each measurement
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// Run only this measurement
    #[arg(long, value_name = "PART", value_enum)]
    only: Option<Part>,
    /// Also measure the release folder of another app, alternating with this app (only with the measurement `visit`)
    ///
    /// The app must show the texts of the boards, and a navigation with the links Home and User. If its page has no
    /// <meta name="api-base">, it must call the API at http://localhost:8080/api. As in the release of this app, the
    /// folder needs a 404.html for the addresses of the app's pages, and for a fair comparison a .br file beside each
    /// file.
    #[arg(long, value_name = "DIR")]
    beside: Option<PathBuf>,
    /// Also write the numbers as JSON into this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(flatten)]
    permission: Permission,
}

/// A measurement that `--only` can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// many calls at once, with an expired token and with a valid one
    Bursts,
    /// the time from a click to the content
    Click,
    /// the time from the address to a page that can be used
    Start,
    /// the memory of the page after many visits and calls
    Memory,
    /// what a visitor waits for and downloads, also on a slow phone
    Visit,
    /// refreshes and boards per second at the companion server, sent by oha
    Load,
}

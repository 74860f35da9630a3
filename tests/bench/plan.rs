//! What to measure, and how often. `cargo xtask bench` passes the plan in environment variables.

use std::path::PathBuf;

/// The default number of rounds.
const ROUNDS: usize = 5;

/// One measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Many requests at once.
    Bursts,
    /// The time from a click to the content.
    Click,
    /// The time from opening the address to a usable page.
    Start,
    /// The memory use after many visits and requests.
    Memory,
    /// The time for which a visitor waits, and the number of bytes that a visitor downloads.
    Visit,
}

/// What to measure.
#[derive(Debug)]
pub struct Plan {
    /// How many rounds each measurement has. The measurement of memory has no rounds.
    pub rounds: usize,
    /// The only measurement to make, or `None` to make all of them.
    pub only: Option<Part>,
    /// The file to which the report is written as JSON, if any.
    pub json: Option<PathBuf>,
    /// The release folder of another app, if any. [`Part::Visit`] measures that app and this app alternately.
    pub beside: Option<PathBuf>,
}

impl Part {
    /// All measurements, in the order in which they are made.
    pub const ALL: [Part; 5] = [Part::Bursts, Part::Click, Part::Start, Part::Memory, Part::Visit];

    /// Returns the name of the demo account that has the roles for this measurement.
    pub fn account(self) -> &'static str {
        match self {
            Part::Memory => "admin",
            Part::Bursts | Part::Click | Part::Start | Part::Visit => "user",
        }
    }

    fn of_name(name: &str) -> Result<Part, String> {
        match name {
            "bursts" => Ok(Part::Bursts),
            "click" => Ok(Part::Click),
            "start" => Ok(Part::Start),
            "memory" => Ok(Part::Memory),
            "visit" => Ok(Part::Visit),
            _ => Err(format!(
                "EVERGREEN_ONLY is {name:?}: name bursts, click, start, memory or visit, or nothing for all."
            )),
        }
    }
}

impl Plan {
    /// Reads the plan from the environment.
    ///
    /// # Errors
    /// If a variable has a wrong value. The error is a message for the user. It names the variable and the allowed
    /// values.
    pub fn of_environment() -> Result<Plan, String> {
        let text = |name| std::env::var(name).ok().filter(|text: &String| !text.is_empty());
        let rounds = match text("EVERGREEN_ROUNDS") {
            Some(rounds) => rounds.parse().ok().filter(|rounds| *rounds > 0).ok_or_else(|| {
                format!("EVERGREEN_ROUNDS is {rounds:?}: give a number of rounds from 1 on, or nothing for {ROUNDS}.")
            })?,
            None => ROUNDS,
        };
        let only = text("EVERGREEN_ONLY").map(|name| Part::of_name(&name)).transpose()?;
        Ok(Plan {
            rounds,
            only,
            json: text("EVERGREEN_JSON").map(PathBuf::from),
            beside: text("EVERGREEN_BESIDE").map(PathBuf::from),
        })
    }
}

//! What to measure, and how often: as `cargo xtask bench` says it, in the environment.
//! It must not know how anything is measured.

use std::path::PathBuf;

/// How often where nobody says.
const ROUNDS: usize = 5;

/// One measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Many calls at once.
    Bursts,
    /// From a click to the content.
    Click,
    /// From the address to a page that can be used.
    Start,
    /// What stays after many visits and calls.
    Memory,
}

/// What to measure.
#[derive(Debug)]
pub struct Plan {
    /// How often each number is taken.
    pub rounds: usize,
    /// Only this.
    pub only: Option<Part>,
    /// Where to write everything as JSON too.
    pub json: Option<PathBuf>,
}

impl Part {
    /// All of them, in order.
    pub const ALL: [Part; 4] = [Part::Bursts, Part::Click, Part::Start, Part::Memory];

    /// The demo account that sees what it takes.
    pub fn account(self) -> &'static str {
        match self {
            Part::Memory => "admin",
            Part::Bursts | Part::Click | Part::Start => "user",
        }
    }

    fn of_name(name: &str) -> Result<Part, String> {
        match name {
            "bursts" => Ok(Part::Bursts),
            "click" => Ok(Part::Click),
            "start" => Ok(Part::Start),
            "memory" => Ok(Part::Memory),
            _ => Err(format!("EVERGREEN_ONLY is {name:?}: name bursts, click, start or memory, or nothing for all.")),
        }
    }
}

impl Plan {
    /// Reads it.
    ///
    /// # Errors
    /// A sentence that names the variable and what it may hold.
    pub fn of_environment() -> Result<Plan, String> {
        let text = |name| std::env::var(name).ok().filter(|text: &String| !text.is_empty());
        let rounds = match text("EVERGREEN_ROUNDS") {
            Some(rounds) => rounds.parse().ok().filter(|rounds| *rounds > 0).ok_or_else(|| {
                format!("EVERGREEN_ROUNDS is {rounds:?}: give a number of rounds from 1 on, or nothing for {ROUNDS}.")
            })?,
            None => ROUNDS,
        };
        let only = text("EVERGREEN_ONLY").map(|name| Part::of_name(&name)).transpose()?;
        Ok(Plan { rounds, only, json: text("EVERGREEN_JSON").map(PathBuf::from) })
    }
}

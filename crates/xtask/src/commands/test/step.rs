//! The steps of a test run: their names, their order, and which step needs which.

use clap::ValueEnum;

/// One step of a test run. The variants are in the order in which the steps run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// the Rust toolchain: wasm target, rustfmt, clippy
    Toolchain,
    /// Trunk, wasm-bindgen, wasm-opt
    Tools,
    /// a browser and its driver
    Browser,
    /// Firefox and WebKitGTK, with their drivers
    Engines,
    /// formatting
    Format,
    /// lints for the native target
    Lint,
    /// lints for the wasm target
    LintWasm,
    /// documentation
    Docs,
    /// the book in docs, its links, commands and code
    Book,
    /// dependencies: licences, sources, known vulnerabilities
    Deny,
    /// native tests
    Native,
    /// the configurations that a build writes for nginx and Caddy, in both programs
    Hosts,
    /// components, in a real browser
    Web,
    /// the example app of the library, in a real browser
    Minimal,
    /// a new project that `cargo xtask new` makes from this one: it compiles, and some of its tests pass
    Template,
    /// the release build, at / and at /app/
    Release,
    /// the size of the release, compared with its limit
    Size,
    /// end-to-end flows against the release build
    E2e,
    /// axe in every state of the app, and Lighthouse on its pages
    Audit,
    /// many tabs, in Chromium, Firefox and WebKitGTK
    Tabs,
}

impl Step {
    /// Returns the name of the step on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Returns a short description of the step, the same as in the help text.
    pub fn about(self) -> String {
        let value = self.to_possible_value();
        value.and_then(|value| value.get_help().map(ToString::to_string)).unwrap_or_default()
    }

    /// Returns the steps that must pass before this one. Each of them may need other steps, which are not in the list.
    pub fn needs(self) -> &'static [Self] {
        match self {
            Self::Toolchain | Self::Browser | Self::Engines => &[],
            Self::Tools
            | Self::Format
            | Self::Lint
            | Self::LintWasm
            | Self::Docs
            | Self::Book
            | Self::Deny
            | Self::Native
            | Self::Hosts => &[Self::Toolchain],
            Self::Web | Self::Minimal | Self::Template => &[Self::Tools, Self::Browser],
            Self::Release => &[Self::Tools],
            Self::Size => &[Self::Release],
            Self::E2e | Self::Audit => &[Self::Release, Self::Browser],
            Self::Tabs => &[Self::Release, Self::Browser, Self::Engines],
        }
    }

    /// Returns the steps in `only` and all steps that they need, in the order in which they run. If `only` is empty,
    /// returns all steps.
    pub fn chosen(only: &[Self]) -> Vec<Self> {
        let wanted = |step: &Self| only.is_empty() || only.iter().any(|named| named.includes(*step));
        Self::value_variants().iter().copied().filter(wanted).collect()
    }

    fn includes(self, step: Self) -> bool {
        self == step || self.needs().iter().any(|need| need.includes(step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needed_steps_come_before_the_step() {
        let order = Step::chosen(&[]);
        let position = |step| order.iter().position(|&other| other == step).expect("every step is in the order");
        for &step in &order {
            assert!(step.needs().iter().all(|&need| position(need) < position(step)), "{step:?}");
        }
    }

    #[test]
    fn a_chosen_step_includes_the_steps_that_it_needs() {
        assert_eq!(Step::chosen(&[Step::Size]), [Step::Toolchain, Step::Tools, Step::Release, Step::Size]);
        assert_eq!(Step::chosen(&[Step::Browser]), [Step::Browser]);
    }
}

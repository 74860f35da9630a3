//! The system's package manager, for what only the system can install.
//! It must not know what the packages are for.

use super::{command, search};
use crate::process;
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// The same thing, as each package manager calls it; empty where it has no such thing.
#[derive(Clone, Copy, Debug)]
pub struct Packages {
    /// What it is, to begin a sentence with.
    pub what: &'static str,
    /// How long it takes, for who waits.
    pub time: &'static str,
    /// Debian and its kin.
    pub apt: &'static [&'static str],
    /// Fedora and its kin.
    pub dnf: &'static [&'static str],
    /// Arch and its kin.
    pub pacman: &'static [&'static str],
    /// macOS.
    pub brew: &'static [&'static str],
    /// The services that Debian starts as it installs them, although only their programs are wanted here.
    pub services: &'static [&'static str],
}

impl Packages {
    /// Installs them, where that can be done without asking anybody.
    pub async fn install(&self) -> Result<()> {
        let debian =
            Manager { program: "apt-get", install: &["install", "-y", "--no-install-recommends"], packages: self.apt };
        let fedora = Manager { program: "dnf", install: &["install", "-y"], packages: self.dnf };
        let arch = Manager { program: "pacman", install: &["-Sy", "--noconfirm"], packages: self.pacman };
        let mac = Manager { program: "brew", install: &["install"], packages: self.brew };
        let mut here = [debian, fedora, arch, mac].into_iter().filter(|manager| !manager.packages.is_empty());
        let found = here.find_map(|manager| Some((search::first(manager.program)?, manager)));
        let (program, manager) = found.with_context(|| self.missing("is missing"))?;
        let sudo = manager.program != "brew" && !is_root();
        if sudo {
            let allowed = process::answer(command("sudo").args(["-n", "true"])).await.is_some();
            ensure!(allowed, self.missing("is missing, and this user may not install it"));
        }
        println!("Installing {} with {} ({}) …", manager.packages.join(" "), manager.program, self.time);
        for (program, arguments) in manager.steps(&program) {
            let mut run = as_root(&program, sudo);
            run.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
            process::run(&mut run).await.with_context(|| self.missing("could not be installed"))?;
        }
        if manager.program == "apt-get" {
            for (program, arguments) in self.steps_against_services() {
                // A failure is fine: no service runs, or the system has another way to run them.
                process::answer(as_root(Path::new(program), sudo).args(arguments)).await;
            }
        }
        Ok(())
    }

    /// Stops each service, and keeps it from starting with the system.
    fn steps_against_services(&self) -> impl Iterator<Item = (&'static str, [&'static str; 2])> {
        self.services.iter().flat_map(|&service| [("service", [service, "stop"]), ("systemctl", ["disable", service])])
    }

    /// That it is missing, and the remedy.
    pub fn missing(&self, how: &str) -> String {
        let remedies = [
            ("Debian", "sudo apt-get install", self.apt),
            ("Fedora", "sudo dnf install", self.dnf),
            ("Arch", "sudo pacman -S", self.pacman),
            ("macOS", "brew install", self.brew),
        ];
        let remedies = remedies.iter().filter(|(.., packages)| !packages.is_empty());
        let remedies: Vec<String> = remedies
            .map(|(system, install, packages)| format!("{system}: `{install} {}`", packages.join(" ")))
            .collect();
        format!("{} {how}: install it ({}).", self.what, remedies.join("; "))
    }
}

fn as_root(program: &Path, sudo: bool) -> Command {
    if !sudo {
        return command(program);
    }
    let mut run = command("sudo");
    run.arg("-n").arg(program);
    run
}

/// How one package manager is asked.
struct Manager {
    program: &'static str,
    install: &'static [&'static str],
    packages: &'static [&'static str],
}

impl Manager {
    /// What is to be run, in this order; `found` is where the manager itself was found.
    fn steps(&self, found: &Path) -> Vec<(PathBuf, Vec<&'static str>)> {
        let install = [self.install, self.packages].concat();
        let before: &[(&str, &[&str])] = if self.program == "apt-get" {
            // An installation that was cut short bars every later one until it is ended. And
            // apt-get knows of no package before it has looked once.
            &[("dpkg", &["--configure", "-a"]), ("apt-get", &["update"])]
        } else {
            &[]
        };
        let before = before.iter().map(|(program, arguments)| (found.with_file_name(program), arguments.to_vec()));
        before.chain([(found.to_owned(), install)]).collect()
    }
}

/// Whether this is the user who needs no leave; also whose browser may have no sandbox.
#[cfg(unix)]
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
pub fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cut_short_is_ended_before_anything_is_installed() {
        let manager = Manager { program: "apt-get", install: &["install", "-y"], packages: &["thing"] };
        let steps = manager.steps(Path::new("/usr/bin/apt-get"));
        let lines: Vec<String> =
            steps.iter().map(|(program, arguments)| format!("{} {}", program.display(), arguments.join(" "))).collect();
        assert_eq!(
            lines,
            ["/usr/bin/dpkg --configure -a", "/usr/bin/apt-get update", "/usr/bin/apt-get install -y thing"]
        );
    }

    const THING: Packages = Packages {
        what: "A thing",
        time: "no time",
        apt: &["thing", "thing-driver"],
        dnf: &[],
        pacman: &["thing"],
        brew: &[],
        services: &["thingd"],
    };

    #[test]
    fn a_service_that_came_along_is_stopped_for_good() {
        let steps: Vec<_> = THING.steps_against_services().collect();
        assert_eq!(steps, [("service", ["thingd", "stop"]), ("systemctl", ["disable", "thingd"])]);
    }

    #[test]
    fn the_remedy_names_only_who_has_it() {
        assert_eq!(
            THING.missing("is missing"),
            "A thing is missing: install it (Debian: `sudo apt-get install thing thing-driver`; Arch: `sudo pacman -S thing`)."
        );
    }
}

//! Installs programs with the system's package manager. Use this for programs that cargo and npm cannot install.

use super::{command, search};
use crate::process;
use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// The option that allows a command to use sudo.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct Permission {
    /// Install missing packages of the system with sudo; without this option, only the command for it is printed
    ///
    /// Only this option makes a command use sudo, which may ask for your password. Root needs neither this option nor
    /// sudo.
    #[arg(long)]
    pub install: bool,
}

/// The packages that contain a program. Package managers use different names, so there is a list for each manager. The
/// list is empty if the manager has no such package.
#[derive(Clone, Copy, Debug)]
pub struct Packages {
    /// The name of the program, as it is written at the beginning of a sentence.
    pub what: &'static str,
    /// The text that says how long the installation takes.
    pub time: &'static str,
    /// The packages for Debian and for systems based on it.
    pub apt: &'static [&'static str],
    /// The packages for Fedora and for systems based on it.
    pub dnf: &'static [&'static str],
    /// The packages for Arch and for systems based on it.
    pub pacman: &'static [&'static str],
    /// The packages for macOS.
    pub brew: &'static [&'static str],
    /// The services that Debian starts during the installation. They are stopped afterwards, because only their
    /// programs are needed.
    pub services: &'static [&'static str],
}

impl Packages {
    /// Installs the packages. Uses sudo only with the permission to do so.
    ///
    /// # Errors
    /// If there is no known package manager with these packages, if this user may not install packages, or if the
    /// installation fails. The message names the remedy.
    pub async fn install(&self, permission: Permission) -> Result<()> {
        let debian =
            Manager { program: "apt-get", install: &["install", "-y", "--no-install-recommends"], packages: self.apt };
        let fedora = Manager { program: "dnf", install: &["install", "-y"], packages: self.dnf };
        let arch = Manager { program: "pacman", install: &["-Sy", "--noconfirm"], packages: self.pacman };
        let mac = Manager { program: "brew", install: &["install"], packages: self.brew };
        let mut here = [debian, fedora, arch, mac].into_iter().filter(|manager| !manager.packages.is_empty());
        let found = here.find_map(|manager| Some((search::first(manager.program)?, manager)));
        let (program, manager) = found.with_context(|| self.missing("is missing"))?;
        let sudo = match Right::of(manager.program, is_root(), permission) {
            Right::Own => false,
            Right::Sudo => {
                ask_for_password().await.with_context(|| self.missing("is missing"))?;
                true
            }
            Right::None => bail!(
                "{} is missing: run `sudo {} {} {}`, or start this command again with --install, which does the same.",
                self.what,
                manager.program,
                manager.install[0],
                manager.packages.join(" ")
            ),
        };
        println!("Installing {} with {} ({}) …", manager.packages.join(" "), manager.program, self.time);
        for (program, arguments) in manager.steps(&program) {
            let mut run = as_root(&program, sudo);
            run.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
            process::run(&mut run).await.with_context(|| self.missing("could not be installed"))?;
        }
        if manager.program == "apt-get" {
            for (program, arguments) in self.steps_to_stop_services() {
                // A failure is ignored. It means that the service does not run, or that this system controls services
                // in another way.
                process::answer(as_root(Path::new(program), sudo).args(arguments)).await;
            }
        }
        Ok(())
    }

    /// Returns the commands that stop each service and prevent it from starting with the system.
    fn steps_to_stop_services(&self) -> impl Iterator<Item = (&'static str, [&'static str; 2])> {
        self.services.iter().flat_map(|&service| [("service", [service, "stop"]), ("systemctl", ["disable", service])])
    }

    /// Returns a message that says what is wrong with the program, and how to install it. `how` is the part of the
    /// sentence after the name of the program, such as "is missing".
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

/// Whether the package manager may run, and whether it needs sudo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Right {
    /// The package manager may run without sudo, because it is Homebrew, or because the user is root.
    Own,
    /// The package manager needs sudo, and the user has allowed the use of sudo.
    Sudo,
    /// The package manager needs sudo, and the user has not allowed the use of sudo. So nothing is installed.
    None,
}

impl Right {
    fn of(manager: &str, root: bool, permission: Permission) -> Self {
        match (manager == "brew" || root, permission.install) {
            (true, _) => Self::Own,
            (false, true) => Self::Sudo,
            (false, false) => Self::None,
        }
    }
}

/// If sudo needs a password, lets sudo ask for it now. After that, the next calls of sudo do not ask, because sudo
/// remembers the answer for a while.
async fn ask_for_password() -> Result<()> {
    if process::answer(command("sudo").args(["-n", "true"])).await.is_none() {
        // sudo reads the password from the terminal. It can do this only in the process group of this program, because
        // that group is in the foreground. So sudo does not get a process group of its own here.
        let status = command("sudo").arg("-v").status().await.context("sudo could not be started.")?;
        ensure!(status.success(), "sudo has refused.");
    }
    Ok(())
}

fn as_root(program: &Path, sudo: bool) -> Command {
    if !sudo {
        return command(program);
    }
    let mut run = command("sudo");
    run.arg("-n").arg(program);
    run
}

/// A package manager, its arguments for an installation, and the packages to install.
struct Manager {
    program: &'static str,
    install: &'static [&'static str],
    packages: &'static [&'static str],
}

impl Manager {
    /// Returns the commands of an installation, in the order in which they must run. `found` is the path of the package
    /// manager.
    fn steps(&self, found: &Path) -> Vec<(PathBuf, Vec<&'static str>)> {
        let install = [self.install, self.packages].concat();
        let before: &[(&str, &[&str])] = if self.program == "apt-get" {
            // The first command completes an interrupted installation, which would block the new one. The second
            // command is necessary because apt-get knows no package before its first update.
            &[("dpkg", &["--configure", "-a"]), ("apt-get", &["update"])]
        } else {
            &[]
        };
        let before = before.iter().map(|(program, arguments)| (found.with_file_name(program), arguments.to_vec()));
        before.chain([(found.to_owned(), install)]).collect()
    }
}

/// Returns whether this user is root. Root needs no sudo, and the browser's sandbox does not start for root.
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
    fn an_interrupted_installation_is_completed_first() {
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
    fn sudo_is_used_only_with_permission() {
        let (yes, no) = (Permission { install: true }, Permission { install: false });
        assert_eq!(Right::of("apt-get", false, no), Right::None);
        assert_eq!(Right::of("apt-get", false, yes), Right::Sudo);
        for permission in [yes, no] {
            assert_eq!(Right::of("apt-get", true, permission), Right::Own, "root needs no sudo");
            assert_eq!(Right::of("brew", false, permission), Right::Own, "Homebrew refuses sudo");
        }
    }

    #[test]
    fn services_are_stopped_and_disabled() {
        let steps: Vec<_> = THING.steps_to_stop_services().collect();
        assert_eq!(steps, [("service", ["thingd", "stop"]), ("systemctl", ["disable", "thingd"])]);
    }

    #[test]
    fn the_remedy_names_only_systems_that_have_the_package() {
        assert_eq!(
            THING.missing("is missing"),
            "A thing is missing: install it (Debian: `sudo apt-get install thing thing-driver`; Arch: `sudo pacman -S thing`)."
        );
    }
}

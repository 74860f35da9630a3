//! The driver of a browser, on a free port, and for WebKit the screen that it draws on: processes for one test.
//! It must not know what the driver is told.

use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::engine::Engine;

/// How long a driver may take to listen.
const START: Duration = Duration::from_secs(20);

/// A running driver, ended when dropped.
pub struct Driver {
    /// Where it listens.
    pub url: String,
    processes: Vec<Child>,
    /// Killed, neither driver nor browser takes away what it kept: profiles of some MB, hundreds in a run.
    _scratch: TempDir,
}

impl Driver {
    /// Starts the driver of that engine.
    pub fn start(engine: Engine) -> Driver {
        match engine {
            Engine::Chromium => {
                let mut driver = Driver::new(&mut command("CHROMEDRIVER", "chromedriver", &["--port=0"]));
                let port =
                    driver.says(|line| line.strip_suffix('.')?.rsplit_once("successfully on port ")?.1.parse().ok());
                driver.at(port)
            }
            Engine::Firefox => {
                // Access to the browser itself, to take it off the network.
                let arguments = ["--port", "0", "--websocket-port", "0", "--allow-system-access"];
                let mut driver = Driver::new(&mut command("GECKODRIVER", "geckodriver", &arguments));
                let port = driver.says(|line| line.trim().rsplit_once("Listening on 127.0.0.1:")?.1.parse().ok());
                driver.at(port)
            }
            Engine::WebKit => {
                let mut screen = Driver::new(&mut command(
                    "XVFB",
                    "Xvfb",
                    &["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
                ));
                let display: u16 = screen.says(|line| line.trim().parse().ok());
                // It takes no port 0, so that somebody else may take the port meanwhile: then it ends at once.
                let port = free_port();
                let port_argument = format!("--port={port}");
                let mut command = command("WEBKITWEBDRIVER", "WebKitWebDriver", &[&port_argument]);
                command.env("DISPLAY", format!(":{display}")).env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY");
                // Nothing of this user's desktop: no settings, no assistive tools, no session bus.
                command.env("GSETTINGS_BACKEND", "memory").env("NO_AT_BRIDGE", "1").env("GTK_A11Y", "none");
                let mut driver = Driver::new(&mut command);
                driver.listens(port);
                driver.processes.append(&mut screen.processes);
                driver.at(port)
            }
        }
    }

    fn new(command: &mut Command) -> Driver {
        let name = command.get_program().to_string_lossy().into_owned();
        let scratch = tempfile::Builder::new().prefix("evergreen-").tempdir().expect("a temporary folder");
        let process = command
            .env("TMPDIR", scratch.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let process = process.unwrap_or_else(|error| {
            panic!("{name} does not start ({error}): `cargo xtask tabs` and `cargo xtask test` install it")
        });
        Driver { url: String::new(), processes: vec![process], _scratch: scratch }
    }

    fn at(mut self, port: u16) -> Driver {
        self.url = format!("http://127.0.0.1:{port}");
        self
    }

    /// Reads on until the program has said something.
    fn says<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> T {
        let output = self.processes[0].stdout.take().expect("piped");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let found = lines.by_ref().find_map(|line| find(&line)).expect("a driver that says where it listens");
        // Or it would stop at a full pipe; ends with the program.
        std::thread::spawn(move || lines.for_each(drop));
        found
    }

    fn listens(&mut self, port: u16) {
        let mut output = self.processes[0].stdout.take().expect("piped");
        std::thread::spawn(move || output.read_to_end(&mut Vec::new()));
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let ended = self.processes[0].try_wait().expect("a driver");
            assert!(
                ended.is_none() && started.elapsed() < START,
                "the driver does not listen on port {port}: {ended:?}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        for process in &mut self.processes {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn command(variable: &str, name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program(variable, name));
    command.args(arguments);
    command
}

/// The program that the environment names, or the one on PATH.
pub fn program(variable: &str, name: &str) -> String {
    let found = || {
        let path = std::env::var_os("PATH")?;
        let file = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())?;
        Some(file.to_string_lossy().into_owned())
    };
    std::env::var(variable).ok().or_else(found).unwrap_or_else(|| name.to_owned())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its number").port()
}

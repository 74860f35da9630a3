//! The WebDriver process of a browser on a free port, and for WebKit also its virtual screen (Xvfb). Each test starts
//! its own processes.

use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::engine::Engine;

/// How long WebKitWebDriver may take until it accepts connections.
const START: Duration = Duration::from_secs(20);

/// How many times ChromeDriver is started at most. ChromeDriver exits at once if another program has taken its port. It
/// is then started again with another port.
const STARTS: u32 = 5;

/// A running driver. Its processes are killed when this value is dropped.
pub struct Driver {
    /// The address of the driver, to which the WebDriver client connects.
    pub url: String,
    processes: Vec<Child>,
    /// The temporary folder of the driver and the browser. It is deleted when this value is dropped. This is necessary
    /// because a killed browser does not delete its profile, which has several MB.
    _scratch: TempDir,
}

impl Driver {
    /// Starts the driver of this engine, and waits until the driver accepts connections.
    pub fn start(engine: Engine) -> Driver {
        match engine {
            Engine::Chromium => {
                // ChromeDriver gets the number of a free port, and not 0. With 0, it would choose a port that is free
                // in IPv6, and exit if this port is not free in IPv4. After a test with many connections, many ports
                // are not free in IPv4 for a minute. ChromeDriver also exits if another program takes its port first.
                // In this case, ChromeDriver is started again with another port.
                let started = (0..STARTS).find_map(|_| {
                    let port = format!("--port={}", free_port());
                    let mut driver = Driver::new(&mut command("CHROMEDRIVER", "chromedriver", &[&port]));
                    let port = driver.find_line(|line| {
                        line.strip_suffix('.')?.rsplit_once("successfully on port ")?.1.parse().ok()
                    })?;
                    Some(driver.at(port))
                });
                started.expect("ChromeDriver finds no free port")
            }
            Engine::Firefox => {
                // System access is needed to set Firefox offline.
                let arguments = ["--port", "0", "--websocket-port", "0", "--allow-system-access"];
                let mut driver = Driver::new(&mut command("GECKODRIVER", "geckodriver", &arguments));
                let port = driver.find_line(|line| line.trim().rsplit_once("Listening on 127.0.0.1:")?.1.parse().ok());
                driver.at(port.expect("a line with the port of geckodriver"))
            }
            Engine::WebKit => {
                let mut screen = Driver::new(&mut command(
                    "XVFB",
                    "Xvfb",
                    &["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
                ));
                let display: Option<u16> = screen.find_line(|line| line.trim().parse().ok());
                let display = display.expect("a line with the display of Xvfb");
                // WebKitWebDriver does not accept port 0, so it gets a port that is free now. If another program takes
                // this port first, the driver exits, and the test fails.
                let port = free_port();
                let port_argument = format!("--port={port}");
                let mut command = command("WEBKITWEBDRIVER", "WebKitWebDriver", &[&port_argument]);
                command.env("DISPLAY", format!(":{display}")).env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY");
                // The browser must not use the settings or the accessibility tools of this user's desktop.
                command.env("GSETTINGS_BACKEND", "memory").env("NO_AT_BRIDGE", "1").env("GTK_A11Y", "none");
                let mut driver = Driver::new(&mut command);
                driver.wait_for_port(port);
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

    /// Reads the output of the first process until `find` returns a value for a line, and returns this value. `None` if
    /// the output ends without such a line.
    fn find_line<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        let output = self.processes[0].stdout.take().expect("the output is piped");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let found = lines.by_ref().find_map(|line| find(&line));
        // Keep reading the output. Otherwise the pipe would become full, and the process would block when it writes.
        // The thread ends when the process ends.
        std::thread::spawn(move || lines.for_each(drop));
        found
    }

    fn wait_for_port(&mut self, port: u16) {
        let mut output = self.processes[0].stdout.take().expect("the output is piped");
        std::thread::spawn(move || output.read_to_end(&mut Vec::new()));
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let ended = self.processes[0].try_wait().expect("the driver's status");
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

/// Returns the path of a program. If the environment variable `variable` is set, the result is its value. Otherwise,
/// the result is the path of the file `name` in the folders of PATH. If there is no such file either, the result is
/// `name`.
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
    listener.local_addr().expect("the address of the port").port()
}

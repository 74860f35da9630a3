//! One browser with an empty profile, and the driver it hangs on: a process of each, for one test.
//! It must not know what is shown in it.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::process::{Child, Command, Stdio};

use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::log::{Entry, RECORDER};

/// A running browser. [`Browser::end`] closes it.
pub struct Browser {
    /// For everything that WebDriver's standard knows.
    pub client: Client,
    driver: Driver,
}

impl Browser {
    /// Starts one, off the network but for this machine.
    pub async fn start() -> Browser {
        let driver = Driver::start();
        let mut arguments = vec![
            "--headless=new",
            "--window-size=1200,900",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
        ];
        if is_root() {
            arguments.push("--no-sandbox");
        }
        let capabilities = json!({
            "goog:chromeOptions": { "binary": program("CHROMIUM", "chromium"), "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().expect("an object").clone())
            .connect(&driver.url)
            .await
            .unwrap_or_else(|error| panic!("no browser: {error}"));
        let browser = Browser { client, driver };
        browser.record().await;
        browser
    }

    /// Lets the recorder into the present tab; each tab needs that once, while it is still blank.
    pub async fn record(&self) {
        let parameters = json!({ "source": RECORDER });
        self.vendor(
            "goog/cdp/execute",
            json!({ "cmd": "Page.addScriptToEvaluateOnNewDocument", "params": parameters }),
        )
        .await
        .expect("a recorder in the tab");
    }

    /// What the console got since the last time, from all tabs.
    pub async fn log(&self) -> Result<Vec<Entry>, CmdError> {
        let answer = self.vendor("se/log", json!({ "type": "browser" })).await?;
        Ok(Entry::all(&answer))
    }

    /// Closes the browser and its driver.
    pub async fn end(self) {
        if let Err(error) = self.client.close().await {
            eprintln!("the browser did not close: {error}");
        }
        drop(self.driver);
    }

    async fn vendor(&self, path: &'static str, body: Value) -> Result<Value, CmdError> {
        self.client.issue_cmd(Vendor { path, body }).await
    }
}

/// A command that only chromedriver knows.
#[derive(Debug)]
struct Vendor {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

/// A chromedriver on a free port, killed when dropped.
struct Driver {
    process: Child,
    url: String,
}

impl Driver {
    fn start() -> Driver {
        let path = program("CHROMEDRIVER", "chromedriver");
        let mut process =
            Command::new(&path).arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap_or_else(
                |error| panic!("{path} does not start ({error}): set CHROMEDRIVER, or install chromium-driver"),
            );
        let mut lines = BufReader::new(process.stdout.take().expect("piped")).lines().map_while(Result::ok);
        let port: u16 = lines
            .by_ref()
            .find_map(|line| line.strip_suffix('.')?.rsplit_once("successfully on port ")?.1.parse().ok())
            .unwrap_or_else(|| panic!("{path} did not say its port"));
        // Reads on, or the driver would stop at a full pipe; ends with the driver.
        std::thread::spawn(move || lines.for_each(drop));
        Driver { process, url: format!("http://127.0.0.1:{port}") }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The program that the environment names, or the one on PATH.
fn program(variable: &str, name: &str) -> String {
    let found = || {
        let path = std::env::var_os("PATH")?;
        let file = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())?;
        Some(file.to_string_lossy().into_owned())
    };
    std::env::var(variable).ok().or_else(found).unwrap_or_else(|| name.to_owned())
}

/// Chromium's sandbox refuses to work for root.
fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

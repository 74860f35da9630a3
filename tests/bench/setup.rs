//! The setup of a measurement: server, host, and a tab in which a user is signed in.

use std::time::Duration;

use evergreen_backend::{Config, Fault, Times};
use fantoccini::wd::TimeoutConfiguration;
use serde_json::{Value, json};

use crate::devtools::DevTools;
use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::TestSystem;

/// The scripts that run in the page.
const IN_PAGE: [&str; 2] = [include_str!("in_page.js"), include_str!("plain.js")];

/// How long one script may run.
const SCRIPT: Duration = Duration::from_secs(120);

/// A running server, host and browser. A user is signed in.
pub struct Setup {
    system: TestSystem,
}

/// How many requests the server got since the last [`Setup::take_request_counts`].
#[derive(Clone, Copy, Debug)]
pub struct RequestCounts {
    /// How many requests there were, without preflights.
    pub requests: usize,
    /// How many preflights there were.
    pub preflights: usize,
    /// How many of the requests were refreshes.
    pub refreshes: usize,
}

impl Setup {
    /// Starts the server, the host and the browser, and signs this user in. The server listens on this port. If `port`
    /// is `None`, it listens on a free port.
    pub async fn build(user: &str, port: Option<u16>) -> Setup {
        // Keep connections alive, as production servers do.
        let mut config = Config { keep_alive: true, ..Config::for_tests() };
        config.address.set_port(port.unwrap_or(0));
        let system = TestSystem::start(Fixture { config, ..Fixture::new() }).await;
        let setup = Setup { system };
        let client = &setup.system.browser.client;
        // Use a tab without the tests' recorder. The recorder observes every change of the page, so the measurement
        // would include the recorder.
        let first = client.window().await.expect("a tab");
        let tab = client.new_window(true).await.expect("a tab").handle;
        client.switch_to_window(first).await.expect("the first tab");
        client.close_window().await.expect("the first tab closed");
        client.switch_to_window(tab).await.expect("the new tab");
        let timeouts = TimeoutConfiguration::new(Some(SCRIPT), None, None);
        client.update_timeouts(timeouts).await.expect("longer timeouts");
        setup.page().sign_in(user).await;
        setup
    }

    /// Returns the page in the tab. The methods of [`Page`] use the page as a person uses it.
    pub fn page(&self) -> Page<'_> {
        self.system.page()
    }

    /// Returns the page in the tab, for an app that is served at this address.
    pub fn page_at(&self, address: String) -> Page<'_> {
        Page::new(&self.system.browser, address)
    }

    /// Lets pages of this origin use the server.
    pub fn allow_origin(&self, origin: &str) {
        self.system.server.allow_origin(origin);
    }

    /// Returns the developer tools of the tab.
    pub fn devtools(&self) -> DevTools<'_> {
        DevTools(&self.system.browser.client)
    }

    /// Returns the name and version of the browser.
    pub async fn browser_version(&self) -> String {
        let version = self.devtools().call("Browser.getVersion", json!({})).await;
        version["product"].as_str().unwrap_or_default().to_owned()
    }

    /// Removes all faults that were set before. From now on, the server waits `ms` milliseconds before it responds to a
    /// request. 0 means no delay. Preflights are not delayed.
    pub fn delay(&self, ms: u64) {
        self.system.server.clear_faults();
        if ms > 0 {
            self.system.server.fault("*", Fault::Delay(Duration::from_millis(ms)), Times::Always);
        }
    }

    /// Lets all access tokens expire that the server has issued so far.
    pub fn expire(&self) {
        self.system.server.expire_access_tokens();
    }

    /// Returns the complete address of a path of the API, such as `/test/user`.
    pub fn address(&self, path: &str) -> String {
        self.system.server.api() + path
    }

    /// Returns how many requests the server got since the last call of this function.
    pub fn take_request_counts(&self) -> RequestCounts {
        let server = &self.system.server;
        let counts = RequestCounts {
            requests: server.requests().len(),
            preflights: server.preflights(),
            refreshes: server.count("POST", "/api/auth/refreshtoken"),
        };
        server.clear_requests();
        counts
    }

    /// Runs a function of the scripts [`IN_PAGE`] in the page, with these arguments, and returns its result. Panics if
    /// the function fails.
    pub async fn run(&self, function: &str, arguments: &[Value]) -> Value {
        let [in_page, plain] = IN_PAGE;
        let script = format!(
            "{in_page}\n{plain}\n\
             const settle = arguments[arguments.length - 1];\n\
             {function}(...arguments[0]).then((value) => settle({{ value }}), (error) => settle({{ error: `${{error}}` }}));"
        );
        let client = &self.system.browser.client;
        let result = client.execute_async(&script, vec![json!(arguments)]).await;
        let result = result.unwrap_or_else(|error| panic!("{function}: {error}"));
        match result.get("error") {
            Some(error) => panic!("{function}{arguments:?}: {error}"),
            None => result["value"].clone(),
        }
    }

    /// Closes the browser and its driver.
    pub async fn end(self) {
        self.system.end().await;
    }
}

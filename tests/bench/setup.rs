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

/// Server, host and browser.
pub struct Setup {
    system: TestSystem,
}

/// How many requests the server got.
#[derive(Clone, Copy, Debug)]
pub struct RequestCounts {
    /// All requests, without preflights.
    pub requests: usize,
    /// The preflights.
    pub preflights: usize,
    /// The refreshes among the requests.
    pub refreshes: usize,
}

impl Setup {
    /// Starts the server, the host and the browser, and signs this user in.
    pub async fn build(user: &str) -> Setup {
        // Keep connections alive, as production servers do.
        let config = Config { keep_alive: true, ..Config::for_tests() };
        let system = TestSystem::start(Fixture { config, ..Fixture::new() }).await;
        let setup = Setup { system };
        let client = &setup.system.browser.client;
        // Use a tab without the tests' recorder, because it observes every change of the page and would be measured
        // too.
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

    /// The page in the tab.
    pub fn page(&self) -> Page<'_> {
        self.system.page()
    }

    /// The tab's developer tools.
    pub fn devtools(&self) -> DevTools<'_> {
        DevTools(&self.system.browser.client)
    }

    /// Name and version of the browser.
    pub async fn browser_version(&self) -> String {
        let version = self.devtools().call("Browser.getVersion", json!({})).await;
        version["product"].as_str().unwrap_or_default().to_owned()
    }

    /// Sets how long the server takes for each request from now on, in ms. Preflights are not delayed.
    pub fn delay(&self, ms: u64) {
        self.system.server.clear_faults();
        if ms > 0 {
            self.system.server.fault("*", Fault::Delay(Duration::from_millis(ms)), Times::Always);
        }
    }

    /// Lets the access token expire.
    pub fn expire(&self) {
        self.system.server.expire_access_tokens();
    }

    /// Returns the address of this path of the API.
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

    /// Runs a function of the scripts in the page, and returns its result.
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

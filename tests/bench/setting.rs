//! Where everything is measured: a server that is in no hurry, and a tab in which a user is signed in.
//! It must not know what is measured.

use std::time::Duration;

use evergreen_backend::{Config, Fault, Times};
use fantoccini::wd::TimeoutConfiguration;
use serde_json::{Value, json};

use crate::devtools::DevTools;
use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::TestSystem;

/// Two clients as most apps have them, and the clicks and looks of a user who is quick.
const IN_PAGE: [&str; 2] = [include_str!("in_page.js"), include_str!("plain.js")];

/// How long one script may take.
const SCRIPT: Duration = Duration::from_secs(120);

/// Server, host and browser.
pub struct Setting {
    stage: TestSystem,
}

/// What the server was asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Requests, without preflights.
    pub requests: usize,
    /// The preflights.
    pub preflights: usize,
    /// How many of the requests were refreshes.
    pub refreshes: usize,
}

impl Setting {
    /// Starts everything and signs this user in.
    pub async fn build(user: &str) -> Setting {
        // Connections are kept, as every real server does.
        let config = Config { keep_alive: true, ..Config::for_tests() };
        let stage = TestSystem::start(Fixture { config, ..Fixture::new() }).await;
        let setting = Setting { stage };
        let client = &setting.stage.browser.client;
        // A tab without the tests' recorder, which watches every change of the page and would be measured with it.
        let first = client.window().await.expect("a tab");
        let tab = client.new_window(true).await.expect("a tab").handle;
        client.switch_to_window(first).await.expect("the first tab");
        client.close_window().await.expect("the first tab closed");
        client.switch_to_window(tab).await.expect("the new tab");
        let patience = TimeoutConfiguration::new(Some(SCRIPT), None, None);
        client.update_timeouts(patience).await.expect("a longer patience");
        setting.page().sign_in(user).await;
        setting
    }

    /// The page in the tab.
    pub fn page(&self) -> Page<'_> {
        self.stage.page()
    }

    /// The tab's developer tools.
    pub fn devtools(&self) -> DevTools<'_> {
        DevTools(&self.stage.browser.client)
    }

    /// Name and version of the browser.
    pub async fn browser_version(&self) -> String {
        let version = self.devtools().ask("Browser.getVersion", json!({})).await;
        version["product"].as_str().unwrap_or_default().to_owned()
    }

    /// From now on the server lets each request wait for so long, preflights excepted.
    pub fn delay(&self, ms: u64) {
        self.stage.server.clear_faults();
        if ms > 0 {
            self.stage.server.fault("*", Fault::Delay(Duration::from_millis(ms)), Times::Always);
        }
    }

    /// Lets the access token expire.
    pub fn expire(&self) {
        self.stage.server.expire_access_tokens();
    }

    /// The address of this call.
    pub fn address(&self, path: &str) -> String {
        self.stage.server.api() + path
    }

    /// What the server was asked since the last time.
    pub fn asked(&self) -> Asked {
        let server = &self.stage.server;
        let asked = Asked {
            requests: server.requests().len(),
            preflights: server.preflights(),
            refreshes: server.count("POST", "/api/auth/refreshtoken"),
        };
        server.clear_requests();
        asked
    }

    /// Runs one of the functions of the scripts in the page, alone: nothing is asked of the page until it is done.
    pub async fn run(&self, function: &str, arguments: &[Value]) -> Value {
        let [clicks, plain] = IN_PAGE;
        let script = format!(
            "{clicks}\n{plain}\n\
             const settle = arguments[arguments.length - 1];\n\
             {function}(...arguments[0]).then((value) => settle({{ value }}), (error) => settle({{ error: `${{error}}` }}));"
        );
        let client = &self.stage.browser.client;
        let answer = client.execute_async(&script, vec![json!(arguments)]).await;
        let answer = answer.unwrap_or_else(|error| panic!("{function}: {error}"));
        match answer.get("error") {
            Some(error) => panic!("{function}{arguments:?}: {error}"),
            None => answer["value"].clone(),
        }
    }

    /// Ends everything.
    pub async fn end(self) {
        self.stage.end().await;
    }
}

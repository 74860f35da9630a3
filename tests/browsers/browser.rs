//! A running browser with an empty profile, together with its WebDriver process. Each test has its own browser.

use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::driver::Driver;
use super::engine::Engine;
use super::log::{Entry, recorder_by_console};

/// A running browser. [`Browser::end`] closes it.
pub struct Browser {
    /// The WebDriver client, for all standard commands.
    pub client: Client,
    engine: Engine,
    driver: Driver,
}

impl Browser {
    /// Starts a browser with an empty profile, and adds the recorder (`recorder.js`) to its first tab. The browser
    /// makes no connections of its own.
    pub async fn start(engine: Engine) -> Browser {
        let driver = Driver::start(engine);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(engine.capabilities().as_object().expect("an object").clone())
            .connect(&driver.url)
            .await
            .unwrap_or_else(|error| panic!("no browser: {error}"));
        let browser = Browser { client, engine, driver };
        browser.record().await;
        browser
    }

    /// Returns whether WebDriver can read the console of this engine. If it cannot, the host adds the recorder to each
    /// page. The recorder is a script that reports errors and alerts.
    pub fn has_console(engine: Engine) -> bool {
        engine == Engine::Chromium
    }

    /// Adds the recorder, a script that reports errors and alerts, to the current tab. Call this once for each new tab,
    /// while the tab is still blank. Does nothing in Firefox and WebKit, because there the host adds the recorder to
    /// each page that it serves.
    pub async fn record(&self) {
        if !Browser::has_console(self.engine) {
            return;
        }
        self.before_each_page(&recorder_by_console()).await;
    }

    /// Runs a script in every page that the current tab loads from now on, before the page's own scripts. Works only in
    /// Chromium.
    pub async fn before_each_page(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
    }

    /// Freezes and hides the page in the current tab, or lets it continue, as a browser does with tabs in the
    /// background. Works only in Chromium.
    pub async fn set_frozen(&self, frozen: bool) {
        let state = if frozen { "frozen" } else { "active" };
        self.devtools("Page.setWebLifecycleState", json!({ "state": state })).await;
    }

    /// Clears the HTTP cache. Works only in Chromium.
    pub async fn clear_cache(&self) {
        self.devtools("Network.clearBrowserCache", json!({})).await;
    }

    /// Reloads the page in the current tab past all caches, also past its service worker. Does not wait for the page.
    /// Works only in Chromium.
    pub async fn reload_past_caches(&self) {
        self.devtools("Page.reload", json!({ "ignoreCache": true })).await;
    }

    /// Stops all service workers, as a browser does with those that have nothing to do. Works only in Chromium.
    pub async fn stop_service_workers(&self) {
        self.devtools("ServiceWorker.enable", json!({})).await;
        self.devtools("ServiceWorker.stopAllWorkers", json!({})).await;
    }

    /// Deletes all cookies, and the local storage of this origin. Works only in Chromium.
    pub async fn clear_session(&self, origin: &str) {
        self.devtools("Network.clearBrowserCookies", json!({})).await;
        self.devtools("Storage.clearDataForOrigin", json!({ "origin": origin, "storageTypes": "local_storage" })).await;
    }

    /// Sets the size of the current tab's viewport in CSS pixels, at one device pixel per CSS pixel. Works only in
    /// Chromium.
    pub async fn set_size(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Sets the preferred colour scheme of the current tab to dark or light. Also asks for reduced motion and hides the
    /// scrollbars, so that pictures are always alike. Works only in Chromium.
    pub async fn set_color_scheme(&self, dark: bool) {
        let scheme = json!({ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } });
        let motion = json!({ "name": "prefers-reduced-motion", "value": "reduce" });
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": [scheme, motion] })).await;
        self.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await;
    }

    async fn devtools(&self, command: &str, parameters: Value) {
        let body = json!({ "cmd": command, "params": parameters });
        self.vendor("goog/cdp/execute", body).await.unwrap_or_else(|error| panic!("{command}: {error}"));
    }

    /// Returns the console entries of all tabs since the last call. Returns no entries if WebDriver cannot read the
    /// console.
    pub async fn log(&self) -> Result<Vec<Entry>, CmdError> {
        if !Browser::has_console(self.engine) {
            return Ok(Vec::new());
        }
        let response = self.vendor("se/log", json!({ "type": "browser" })).await?;
        Ok(Entry::all(&response))
    }

    /// Sets whether the pages of this browser are offline. Returns false if the driver cannot change this.
    pub async fn set_offline(&self, offline: bool) -> bool {
        match self.engine {
            Engine::Chromium => {
                let conditions = json!({ "offline": offline, "latency": 0, "throughput": -1 });
                let set = self.vendor("chromium/network_conditions", json!({ "network_conditions": conditions }));
                set.await.expect("the network conditions to be set");
            }
            Engine::Firefox => {
                self.vendor("moz/context", json!({ "context": "chrome" })).await.expect("the browser's own context");
                let script = "Services.io.offline = arguments[0]";
                self.client.execute(script, vec![json!(offline)]).await.expect("the offline setting to be changed");
                self.vendor("moz/context", json!({ "context": "content" })).await.expect("the page's context");
            }
            Engine::WebKit => return false,
        }
        true
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

/// A command outside the WebDriver standard. `path` is its path below the path of the WebDriver session.
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

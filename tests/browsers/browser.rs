//! One browser with an empty profile, and the driver it hangs on: a process of each, for one test.
//! It must not know what is shown in it.

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
    /// For everything that WebDriver's standard knows.
    pub client: Client,
    engine: Engine,
    driver: Driver,
}

impl Browser {
    /// Starts one, off the network but for this machine.
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

    /// Whether its console can be read; where not, the host must bring the recorder.
    pub fn has_console(engine: Engine) -> bool {
        engine == Engine::Chromium
    }

    /// Lets the recorder into the present tab; each tab needs that once, while it is still blank.
    pub async fn record(&self) {
        if !Browser::has_console(self.engine) {
            return;
        }
        self.before_each_page(&recorder_by_console()).await;
    }

    /// Lets a script run in every page that the present tab loads from now on, before the page's own. In Chromium only.
    pub async fn before_each_page(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
    }

    /// Forgets every file that it keeps. In Chromium only.
    pub async fn forget_cache(&self) {
        self.devtools("Network.clearBrowserCache", json!({})).await;
    }

    /// Forgets every cookie, and what the pages of this origin keep. In Chromium only.
    pub async fn forget_session(&self, origin: &str) {
        self.devtools("Network.clearBrowserCookies", json!({})).await;
        self.devtools("Storage.clearDataForOrigin", json!({ "origin": origin, "storageTypes": "local_storage" })).await;
    }

    /// Shows the present tab's pages this large, in CSS pixels, of which each is one of the picture. In Chromium only.
    pub async fn set_size(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Tells the present tab's pages that this person likes it dark or light, and without motion; shows them without
    /// scrollbars. In Chromium only.
    pub async fn set_taste(&self, dark: bool) {
        let scheme = json!({ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } });
        let motion = json!({ "name": "prefers-reduced-motion", "value": "reduce" });
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": [scheme, motion] })).await;
        self.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await;
    }

    async fn devtools(&self, command: &str, parameters: Value) {
        let body = json!({ "cmd": command, "params": parameters });
        self.vendor("goog/cdp/execute", body).await.unwrap_or_else(|error| panic!("{command}: {error}"));
    }

    /// What the console got since the last time, from all tabs; nothing where none can be read.
    pub async fn log(&self) -> Result<Vec<Entry>, CmdError> {
        if !Browser::has_console(self.engine) {
            return Ok(Vec::new());
        }
        let answer = self.vendor("se/log", json!({ "type": "browser" })).await?;
        Ok(Entry::all(&answer))
    }

    /// Takes the browser off the network, or puts it back, as far as its pages can tell; whether its driver can do that.
    pub async fn set_offline(&self, offline: bool) -> bool {
        match self.engine {
            Engine::Chromium => {
                let conditions = json!({ "offline": offline, "latency": 0, "throughput": -1 });
                let set = self.vendor("chromium/network_conditions", json!({ "network_conditions": conditions }));
                set.await.expect("other network conditions");
            }
            Engine::Firefox => {
                self.vendor("moz/context", json!({ "context": "chrome" })).await.expect("the browser itself");
                let script = "Services.io.offline = arguments[0]";
                self.client.execute(script, vec![json!(offline)]).await.expect("a browser that obeys");
                self.vendor("moz/context", json!({ "context": "content" })).await.expect("the page again");
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

/// A command that only one driver knows.
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

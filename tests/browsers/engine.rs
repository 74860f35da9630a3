//! The three browser engines, and the WebDriver capabilities that each engine needs. With these capabilities, a browser
//! starts with an empty profile and makes no connections of its own.
//!
//! Pages run as they do for a person, with one exception: timers in background pages are not throttled. With throttled
//! timers, tests with several tabs would wait for seconds.

use std::os::unix::fs::MetadataExt;

use serde_json::{Value, json};

use super::driver::program;

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, driven by chromedriver.
    Chromium,
    /// Firefox, driven by geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser, driven by WebKitWebDriver.
    WebKit,
}

impl Engine {
    /// Returns the capabilities to request from the driver of this engine.
    pub fn capabilities(self) -> Value {
        match self {
            Engine::Chromium => chromium(),
            Engine::Firefox => firefox(),
            Engine::WebKit => webkit(),
        }
    }
}

fn chromium() -> Value {
    let mut arguments = vec![
        "--headless=new",
        "--window-size=1200,900",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--disable-background-timer-throttling",
        "--disable-renderer-backgrounding",
        "--disable-backgrounding-occluded-windows",
    ];
    if is_root() {
        // Chromium's sandbox does not work for root.
        arguments.push("--no-sandbox");
    }
    json!({
        "goog:chromeOptions": { "binary": program("CHROMIUM", "chromium"), "args": arguments },
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}

fn firefox() -> Value {
    let preferences = json!({
        // These preferences stop the browser from throttling timers in background pages.
        "dom.min_background_timeout_value": 4,
        "dom.min_background_timeout_value_without_budget_throttling": 4,
        "dom.timeout.enable_budget_timer_throttling": false,
        // These preferences stop the browser from making connections of its own.
        "app.normandy.enabled": false,
        "browser.safebrowsing.downloads.remote.enabled": false,
        "browser.safebrowsing.malware.enabled": false,
        "browser.safebrowsing.phishing.enabled": false,
        "browser.search.update": false,
        "datareporting.policy.dataSubmissionEnabled": false,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "services.settings.server": "data:,",
        "toolkit.telemetry.enabled": false,
    });
    json!({
        "moz:firefoxOptions": {
            "binary": program("FIREFOX", "firefox"),
            "args": ["-headless", "-width", "1200", "-height", "900"],
            "prefs": preferences,
        },
    })
}

fn webkit() -> Value {
    json!({
        "webkitgtk:browserOptions": {
            "binary": program("MINIBROWSER", "MiniBrowser"),
            "args": ["--automation", "--features=-HiddenPageDOMTimerThrottling"],
        },
    })
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

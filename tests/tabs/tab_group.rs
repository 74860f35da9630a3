//! A group of tabs that all send a burst (many requests at once) at the same moment, and the outcome in each tab.

use fantoccini::wd::WindowHandle;
use serde_json::json;

use crate::page::Page;

/// A script that makes a tab click `Send burst` when it receives a message. All tabs receive the same message, on a
/// channel that the app does not use.
const PREPARE: &str = "window.burstChannel = new window.BroadcastChannel('test-burst');
    window.burstChannel.onmessage = () => { performance.clearResourceTimings(); button('Send burst').click(); };";
const START: &str = "new window.BroadcastChannel('test-burst').postMessage('start')";

/// A script that returns how many requests for `/test/user` the tab has sent since the start of the last burst. Retries
/// count too, so this number minus the size of the burst is the number of retries.
const SENT: &str =
    "return performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/test/user')).length";

/// The greatest number of requests that a tab has in flight with a token that no response has confirmed yet.
pub const MAX_UNCONFIRMED: usize = 6;

/// Tabs at `/activity`. The first one is the tab that was the current tab when the group was opened.
pub struct TabGroup<'a> {
    page: &'a Page<'a>,
    /// All tabs of the group.
    pub tabs: Vec<WindowHandle>,
    size: u64,
}

/// The outcome of the burst in one tab.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How many refreshes the tab itself sent.
    pub refreshes: u64,
    /// How many requests of the tab got a 401 and were sent again.
    pub refused: u64,
}

impl<'a> TabGroup<'a> {
    /// Opens this many tabs, each ready to send a burst of `size` requests at once. A user has to be signed in.
    pub async fn open(page: &'a Page<'a>, tabs: usize, size: u64) -> TabGroup<'a> {
        let mut group = TabGroup { page, tabs: vec![page.tab().await], size };
        page.open("/activity").await;
        group.prepare().await;
        while group.tabs.len() < tabs {
            group.tabs.push(page.open_tab("/activity").await);
            group.prepare().await;
        }
        group
    }

    async fn prepare(&self) {
        self.page.fill("Requests", &self.size.to_string()).await;
        self.page.script(PREPARE, vec![]).await;
    }

    /// Makes all tabs send their burst at the same moment.
    pub async fn send_bursts(&self) {
        self.page.script(START, vec![]).await;
    }

    /// Runs a script in each tab.
    pub async fn script(&self, script: &str) {
        for tab in &self.tabs {
            self.page.to_tab(tab).await;
            self.page.script(script, vec![json!(null)]).await;
        }
    }

    /// Waits until every request of every burst has succeeded, and returns the outcome of each tab.
    pub async fn all_succeed(&self) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for tab in &self.tabs {
            self.page.to_tab(tab).await;
            outcomes.push(self.current_tab_succeeds().await);
        }
        outcomes
    }

    /// Waits until every request of the burst in the current tab has succeeded, and returns the outcome.
    pub async fn current_tab_succeeds(&self) -> Outcome {
        let success = format!("{0} of {0} succeeded · ", self.size);
        let status = self.page.sees_status(&success).await;
        let rest = status.split(&success).nth(1).unwrap_or_default();
        let refreshes = rest.split(' ').next().and_then(|number| number.parse().ok());
        let sent = self.page.script(SENT, vec![]).await.as_u64().expect("a number of requests");
        Outcome { refreshes: refreshes.expect("a number of refreshes"), refused: sent.saturating_sub(self.size) }
    }
}

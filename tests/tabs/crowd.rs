//! Tabs that all send a burst at the same moment, and what each of them saw of it.
//! It must not know what the server does meanwhile.

use fantoccini::wd::WindowHandle;
use serde_json::json;

use crate::page::Page;

/// Presses the button in every tab at one word, which comes on a channel that the app does not know.
const READY: &str = "window.crowd = new window.BroadcastChannel('crowd');
    window.crowd.onmessage = () => { performance.clearResourceTimings(); button('Send burst').click(); };";
const START: &str = "new window.BroadcastChannel('crowd').postMessage('now')";

/// How many requests for the board this tab has sent since the word; whatever is beyond the burst was sent again.
const SENT: &str =
    "return performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/test/user')).length";

/// Tabs at `/activity`, of which the one that was there already is the first.
pub struct Crowd<'a> {
    page: &'a Page<'a>,
    /// All of them.
    pub tabs: Vec<WindowHandle>,
    size: u64,
}

/// What one tab saw of its burst.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How many refreshes it sent itself.
    pub refreshes: u64,
    /// How many of its calls were refused and sent again.
    pub refused: u64,
}

impl<'a> Crowd<'a> {
    /// So many tabs, each ready to send a burst of that size. Somebody has to be signed in.
    pub async fn gather(page: &'a Page<'a>, tabs: usize, size: u64) -> Crowd<'a> {
        let mut crowd = Crowd { page, tabs: vec![page.tab().await], size };
        page.open("/activity").await;
        crowd.prepare().await;
        while crowd.tabs.len() < tabs {
            crowd.tabs.push(page.open_tab("/activity").await);
            crowd.prepare().await;
        }
        crowd
    }

    async fn prepare(&self) {
        self.page.fill("Requests", &self.size.to_string()).await;
        self.page.script(READY, vec![]).await;
    }

    /// All of them send their burst, at the same moment.
    pub async fn start(&self) {
        self.page.script(START, vec![]).await;
    }

    /// Runs a script in each tab.
    pub async fn script(&self, script: &str) {
        for tab in &self.tabs {
            self.page.to_tab(tab).await;
            self.page.script(script, vec![json!(null)]).await;
        }
    }

    /// Waits until every burst is over, and succeeded to the last call.
    pub async fn succeeds(&self) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for tab in &self.tabs {
            self.page.to_tab(tab).await;
            outcomes.push(self.succeeds_here().await);
        }
        outcomes
    }

    /// The same for the present tab alone.
    pub async fn succeeds_here(&self) -> Outcome {
        let whole = format!("{0} of {0} succeeded · ", self.size);
        let status = self.page.sees_status(&whole).await;
        let rest = status.split(&whole).nth(1).unwrap_or_default();
        let refreshes = rest.split(' ').next().and_then(|number| number.parse().ok());
        let sent = self.page.script(SENT, vec![]).await.as_u64().expect("a number of requests");
        Outcome { refreshes: refreshes.expect("a number of refreshes"), refused: sent.saturating_sub(self.size) }
    }
}

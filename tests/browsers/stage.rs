//! Server, host and browser, wired: what a test acts on, and what must hold at the end of every test.
//! It must not know what is tested.

use std::fmt::Write;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use evergreen_backend::{RecordedRequest, Server};
use fantoccini::error::CmdError;
use tokio::time::timeout;
use xtask::host::{Host, HostOptions};

use super::browser::Browser;
use super::log::{Entry, recorder_by_post};
use super::page::Page;
use super::scene::{Scene, release};
use super::wait::until;

/// The query with which only the worker asks for the start script.
const WORKER_SCRIPT: &str = "boot.js?js=";

/// How long a browser has for each thing that is kept of a test that failed.
const LOOK: Duration = Duration::from_secs(4);

/// Everything that runs for one test.
pub struct Stage {
    /// The companion server.
    pub server: Server,
    /// The static host.
    pub host: Host,
    /// The browser.
    pub browser: Browser,
    log: Mutex<Vec<Entry>>,
    worker: bool,
}

impl Stage {
    /// Starts everything.
    pub async fn build(scene: Scene) -> Stage {
        let folder = release(scene.prefix);
        let server = Server::start(scene.config).await.unwrap_or_else(|error| panic!("no server: {error}"));
        let mut options = HostOptions::new(folder);
        options.fallback = scene.fallback;
        options.prefix = scene.prefix.to_owned();
        options.headers = scene.headers.to_owned();
        options.api_base = Some(scene.api.unwrap_or_else(|| server.api()));
        if !Browser::has_console(scene.engine) {
            options.recorder = Some(recorder_by_post());
        }
        let host = Host::start(options).await.unwrap_or_else(|error| panic!("no host: {error}"));
        server.allow_origin(&host.origin());
        if !scene.worker {
            host.refuse(WORKER_SCRIPT);
        }
        let browser = Browser::start(scene.engine).await;
        Stage { server, host, browser, log: Mutex::default(), worker: scene.worker }
    }

    /// The page in the present tab.
    pub fn page(&self) -> Page<'_> {
        Page::new(&self.browser, self.host.url())
    }

    /// What the server was asked at this place, such as `GET /api/test/user`.
    pub fn asked(&self, route: &str) -> Vec<RecordedRequest> {
        let (method, path) = route.split_once(' ').expect("a method and a path");
        let hit = |seen: &RecordedRequest| seen.method == method && seen.path == path;
        self.server.requests().into_iter().filter(hit).collect()
    }

    /// How many refreshes the server was asked for.
    pub fn refreshes(&self) -> usize {
        self.asked("POST /api/auth/refreshtoken").len()
    }

    /// Waits until the server has been asked there that often, and answered.
    pub async fn is_asked(&self, route: &str, times: usize) {
        until(&format!("{times} × {route} at the server"), async || {
            let answered = self.asked(route).iter().filter(|seen| seen.status != 0).count();
            if answered >= times { Ok(()) } else { Err(format!("{:?}", self.server.requests())) }
        })
        .await;
    }

    /// Waits until so many requests have reached the server there, answered or not.
    pub async fn is_reached(&self, route: &str, times: usize) {
        until(&format!("{times} × {route} at the server"), async || {
            if self.asked(route).len() >= times { Ok(()) } else { Err(format!("{:?}", self.server.requests())) }
        })
        .await;
    }

    /// Waits until the server has answered that often with 401 there.
    pub async fn is_refused(&self, route: &str, times: usize) {
        self.is_answered(route, 401, times).await;
    }

    /// Waits until the server has answered that often with 200 there.
    pub async fn is_answered_well(&self, route: &str, times: usize) {
        self.is_answered(route, 200, times).await;
    }

    async fn is_answered(&self, route: &str, status: u16, times: usize) {
        until(&format!("{times} × {status} at {route}"), async || {
            let answered = self.asked(route).iter().filter(|seen| seen.status == status).count();
            if answered >= times { Ok(()) } else { Err(format!("{:?}", self.server.requests())) }
        })
        .await;
    }

    /// Loses the session's cookies, as a browser that was closed.
    pub async fn forget_cookies(&self) {
        let page = self.page();
        let here = page.tab().await;
        let client = &self.browser.client;
        let tab = client.new_window(true).await.expect("a tab").handle;
        page.to_tab(&tab).await;
        // Only where they are sent can they be seen and deleted.
        client.goto(&format!("{}/auth/refreshtoken", self.server.api())).await.expect("the server's own page");
        client.delete_all_cookies().await.expect("no cookies");
        client.close_window().await.expect("closed");
        page.to_tab(&here).await;
    }

    /// Loses cookies and record, as on another device.
    pub async fn forget_everything(&self) {
        self.forget_cookies().await;
        self.page().script("localStorage.clear()", vec![]).await;
    }

    /// What the recorder in the page saw of this `kind`, in every tab since the start.
    pub async fn noted(&self, kind: &str) -> Vec<String> {
        self.lines().await.iter().filter_map(|entry| entry.note(kind)).collect()
    }

    /// Waits until the recorder has seen this `kind` with these words so often, each tab once.
    pub async fn is_noted(&self, kind: &str, text: &str, times: usize) {
        until(&format!("{times} × {kind} {text:?}"), async || {
            let notes = self.noted(kind).await;
            if notes.iter().filter(|note| note.contains(text)).count() >= times {
                Ok(())
            } else {
                Err(format!("{notes:?}"))
            }
        })
        .await;
    }

    /// Fails if any alert stood on a page, however briefly.
    pub async fn no_alert(&self) {
        let alerts = self.noted("alert").await;
        assert!(alerts.is_empty(), "alerts were shown: {alerts:?}");
    }

    async fn lines(&self) -> Vec<Entry> {
        let fresh = self.fresh().await.expect("the console's lines");
        let mut log = self.log.lock().expect("whole");
        log.extend(fresh);
        log.clone()
    }

    async fn fresh(&self) -> Result<Vec<Entry>, CmdError> {
        let mut lines = self.browser.log().await?;
        lines.extend(self.host.recorded().into_iter().map(Entry::posted));
        Ok(lines)
    }

    /// What holds at the end of every test: nothing on the console but the network's own lines, no violated policy, no
    /// panic, nothing uncaught; and every event came by the worker.
    pub async fn check(&self) {
        let client = &self.browser.client;
        for tab in client.windows().await.expect("the tabs") {
            client.switch_to_window(tab).await.expect("a tab");
            let page = self.page();
            if self.worker {
                page.has_worker().await;
            }
            page.holds("the recorder's last line", "return !window.untold", "").await;
        }
        let complaints = self.complaints().await;
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }

    /// What [`Stage::check`] has against the test so far.
    pub async fn complaints(&self) -> Vec<String> {
        let lines = self.lines().await;
        let mut complaints: Vec<String> = lines.iter().filter(|line| line.is_fault()).map(Entry::to_string).collect();
        if self.worker {
            let ways = lines.iter().filter_map(|line| line.note("bus"));
            complaints
                .extend(ways.filter(|way| !way.ends_with(" 0")).map(|way| format!("events without the worker: {way}")));
        }
        complaints
    }

    /// Waits until [`Stage::check`] has this against the test.
    pub async fn complains(&self, of: &str) {
        until(&format!("a complaint of {of:?}"), async || {
            let complaints = self.complaints().await;
            if complaints.iter().any(|complaint| complaint.contains(of)) {
                Ok(())
            } else {
                Err(format!("{complaints:?}"))
            }
        })
        .await;
    }

    /// Forgets what the console said.
    pub async fn forgive(&self) {
        self.lines().await;
        self.log.lock().expect("whole").clear();
    }

    /// Keeps what shows why the test failed, and tells where.
    pub async fn keep(&self, name: &str) -> String {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(env!("CARGO_CRATE_NAME")).join("failures");
        // The browser may be what failed: keep what there is.
        let fresh = in_time(self.fresh()).await.unwrap_or_default();
        let earlier = self.log.lock().expect("whole").clone();
        let mut text = String::new();
        for line in earlier.iter().chain(&fresh) {
            let _ = writeln!(text, "{line}");
        }
        let mut seen = String::new();
        for RecordedRequest { method, path, status, .. } in self.server.requests() {
            let _ = writeln!(seen, "{method} {path} {status}");
        }
        let client = &self.browser.client;
        let source = in_time(client.source()).await;
        // Last: WebKit never answers where the tab is in the background.
        let picture = in_time(client.screenshot()).await;
        let parts = [
            ("png", picture.unwrap_or_default()),
            ("html", source.unwrap_or_default().into_bytes()),
            ("log", text.into_bytes()),
            ("seen", seen.into_bytes()),
        ];
        let kept = std::fs::create_dir_all(&folder).and_then(|()| {
            parts.iter().try_for_each(|(kind, bytes)| std::fs::write(folder.join(format!("{name}.{kind}")), bytes))
        });
        match kept {
            Ok(()) => format!("Kept for you: {}/{name}.{{png,html,log,seen}}", folder.display()),
            Err(error) => format!("Nothing could be kept in {}: {error}", folder.display()),
        }
    }

    /// Ends everything.
    pub async fn end(self) {
        self.browser.end().await;
    }
}

/// Keeps a page from hearing what other tabs do.
const DEAF: &str = "for (const name of ['storage', 'visibilitychange', 'pageshow'])
    window.addEventListener(name, (event) => event.stopImmediatePropagation(), true)";

/// Opens a form, signs `user` in in another tab, and sends the first form in the name of `other`, which has not heard of
/// it. The present tab is that of the form.
pub async fn sign_in_on_a_stale_form(s: &Stage, user: &str, other: &str) {
    s.browser.before_each_page(DEAF).await;
    let page = s.page();
    page.open("/login").await;
    let stale = page.tab().await;
    let fresh = page.open_tab("/home").await;
    page.sign_in(user).await;
    page.to_tab(&stale).await;
    page.send_sign_in(other, "evergreen").await;
    page.is_at("/profile").await;
    page.to_tab(&fresh).await;
    s.browser.client.close_window().await.expect("closed");
    page.to_tab(&stale).await;
}

/// What the browser gives before it has had its time.
async fn in_time<T, E>(look: impl Future<Output = Result<T, E>>) -> Option<T> {
    timeout(LOOK, look).await.ok()?.ok()
}

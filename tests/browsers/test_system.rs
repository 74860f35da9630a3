//! The system under test: companion server, static host and browser. This module also has the checks at the end of
//! every test.

use std::fmt::Write;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use evergreen_backend::{Offer, RecordedRequest, Server};
use fantoccini::error::CmdError;
use tokio::time::timeout;
use xtask::host::{Host, HostOptions};

use super::browser::Browser;
use super::fixture::{Fixture, release};
use super::log::{Entry, recorder_by_post};
use super::page::Page;
use super::wait::until;

/// How long each command of the browser may take while the state of a failed test is saved.
const SAVE_TIMEOUT: Duration = Duration::from_secs(4);

/// Everything that runs for one test.
pub struct TestSystem {
    /// The companion server.
    pub server: Server,
    /// The static host.
    pub host: Host,
    /// The browser.
    pub browser: Browser,
    log: Mutex<Vec<Entry>>,
    worker: bool,
}

impl TestSystem {
    /// Starts the server, the host and the browser that the fixture describes.
    pub async fn start(fixture: Fixture) -> TestSystem {
        let folder = release(fixture.prefix);
        let mut config = fixture.config;
        if !fixture.events {
            config.offers.retain(|offer| *offer != Offer::Events);
        }
        let server = Server::start(config).await.unwrap_or_else(|error| panic!("no server: {error}"));
        let mut options = HostOptions::new(folder);
        options.fallback = fixture.fallback;
        options.prefix = fixture.prefix.to_owned();
        options.headers = fixture.headers.to_owned();
        options.api_base = Some(fixture.api.unwrap_or_else(|| server.api()));
        options.idle_timeout = Some(fixture.idle_timeout).filter(|seconds| *seconds > 0);
        if !Browser::has_console(fixture.engine) {
            options.recorder = Some(recorder_by_post());
        }
        let host = Host::start(options).await.unwrap_or_else(|error| panic!("no host: {error}"));
        server.allow_origin(&host.origin());
        if !fixture.worker {
            host.refuse_workers();
        }
        let browser = Browser::start(fixture.engine).await;
        TestSystem { server, host, browser, log: Mutex::default(), worker: fixture.worker }
    }

    /// Returns the page in the current tab.
    pub fn page(&self) -> Page<'_> {
        Page::new(&self.browser, self.host.url())
    }

    /// Returns the requests that the server got for `route`, such as `GET /api/test/user`, in the order of their
    /// arrival. Requests before the last `Server::clear_requests` are left out.
    pub fn requests_to(&self, route: &str) -> Vec<RecordedRequest> {
        let (method, path) = route.split_once(' ').expect("a method and a path");
        let matches = |request: &RecordedRequest| request.method == method && request.path == path;
        self.server.requests().into_iter().filter(matches).collect()
    }

    /// Returns how many refreshes the server got, since the start or since the last `Server::clear_requests`.
    pub fn refreshes(&self) -> usize {
        self.requests_to("POST /api/auth/refreshtoken").len()
    }

    /// Waits until the server has responded to at least this many requests for this route.
    pub async fn wait_for_responses(&self, route: &str, times: usize) {
        until(&format!("{times} × {route} at the server"), async || {
            let answered = self.requests_to(route).iter().filter(|seen| seen.status != 0).count();
            if answered >= times { Ok(()) } else { Err(format!("{:?}", self.server.requests())) }
        })
        .await;
    }

    /// Waits until at least this many requests for this route have reached the server. The server need not have
    /// responded to them.
    pub async fn wait_for_requests(&self, route: &str, times: usize) {
        until(&format!("{times} × {route} at the server"), async || {
            if self.requests_to(route).len() >= times { Ok(()) } else { Err(format!("{:?}", self.server.requests())) }
        })
        .await;
    }

    /// Waits until the server has responded with 401 to at least this many requests for this route.
    pub async fn wait_for_401(&self, route: &str, times: usize) {
        self.wait_for_status(route, 401, times).await;
    }

    /// Waits until the server has responded with 200 to at least this many requests for this route.
    pub async fn wait_for_200(&self, route: &str, times: usize) {
        self.wait_for_status(route, 200, times).await;
    }

    async fn wait_for_status(&self, route: &str, status: u16, times: usize) {
        until(&format!("{times} × {status} at {route}"), async || {
            let answered = self.requests_to(route).iter().filter(|seen| seen.status == status).count();
            if answered >= times { Ok(()) } else { Err(format!("{:?}", self.server.requests())) }
        })
        .await;
    }

    /// Deletes the session's cookies, as if the browser had been closed.
    pub async fn clear_cookies(&self) {
        let page = self.page();
        let here = page.tab().await;
        let client = &self.browser.client;
        let tab = client.new_window(true).await.expect("a tab").handle;
        page.to_tab(&tab).await;
        // WebDriver deletes only the cookies that the browser sends to the address of the current page. So this tab
        // opens the address of the refresh. The browser sends all cookies of the session to this address, and it sends
        // the refresh cookie to no other address.
        client.goto(&format!("{}/auth/refreshtoken", self.server.api())).await.expect("the server's own page");
        client.delete_all_cookies().await.expect("no cookies");
        client.close_window().await.expect("closed");
        page.to_tab(&here).await;
    }

    /// Deletes the cookies and the session record. Then this browser stores nothing of the session, like a browser on
    /// another device.
    pub async fn clear_cookies_and_record(&self) {
        self.clear_cookies().await;
        self.page().script("localStorage.clear()", vec![]).await;
    }

    /// Returns the texts of the recorder's reports of this `kind`, from all tabs, since the start or since the last
    /// [`TestSystem::clear_log`]. First waits until all reports of the page in the current tab have arrived.
    pub async fn reports(&self, kind: &str) -> Vec<String> {
        self.reports_have_arrived().await;
        self.lines().await.iter().filter_map(|entry| entry.report(kind)).collect()
    }

    /// Waits until at least `times` reports of this `kind` contain this text.
    pub async fn wait_for_report(&self, kind: &str, text: &str, times: usize) {
        until(&format!("{times} × {kind} {text:?}"), async || {
            let reports = self.reports(kind).await;
            if reports.iter().filter(|report| report.contains(text)).count() >= times {
                Ok(())
            } else {
                Err(format!("{reports:?}"))
            }
        })
        .await;
    }

    /// Fails if any page has shown an alert at any time since the start or since the last [`TestSystem::clear_log`].
    pub async fn assert_no_alert(&self) {
        let alerts = self.reports("alert").await;
        assert!(alerts.is_empty(), "alerts were shown: {alerts:?}");
    }

    /// Waits until all reports of the page in the current tab have arrived. In Firefox and WebKit, the page posts them.
    async fn reports_have_arrived(&self) {
        let script = "return !window.pendingReports";
        self.page().wait_until("the recorder's last report to arrive", script, "").await;
    }

    async fn lines(&self) -> Vec<Entry> {
        let new = self.new_entries().await.expect("the lines of the console");
        let mut log = self.log.lock().expect("the lock is not poisoned");
        log.extend(new);
        log.clone()
    }

    async fn new_entries(&self) -> Result<Vec<Entry>, CmdError> {
        let mut lines = self.browser.log().await?;
        lines.extend(self.host.recorded().into_iter().map(Entry::posted));
        Ok(lines)
    }

    /// Checks what must be true at the end of every test: there was no console error, policy violation, panic, uncaught
    /// exception or unhandled rejection. The worker must have started, and must have delivered every event since then.
    /// If the fixture has no worker, the deliveries are not checked. Failed requests are allowed, although browsers
    /// also write them to the console.
    pub async fn check(&self) {
        let client = &self.browser.client;
        for tab in client.windows().await.expect("the tabs") {
            client.switch_to_window(tab).await.expect("a tab");
            if self.worker {
                self.page().has_worker().await;
            }
            self.reports_have_arrived().await;
        }
        let problems = self.problems().await;
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }

    /// Returns the problems that [`TestSystem::check`] would report now.
    pub async fn problems(&self) -> Vec<String> {
        let lines = self.lines().await;
        let mut problems: Vec<String> = lines.iter().filter(|line| line.is_error()).map(Entry::to_string).collect();
        if self.worker {
            let deliveries = lines.iter().filter_map(|line| line.report("bus"));
            problems.extend(
                deliveries
                    .filter(|delivery| !delivery.ends_with(" 0"))
                    .map(|delivery| format!("events without the worker: {delivery}")),
            );
        }
        problems
    }

    /// Waits until [`TestSystem::check`] would report a problem that contains this text.
    pub async fn wait_for_problem(&self, text: &str) {
        until(&format!("the problem {text:?}"), async || {
            let problems = self.problems().await;
            if problems.iter().any(|problem| problem.contains(text)) { Ok(()) } else { Err(format!("{problems:?}")) }
        })
        .await;
    }

    /// Deletes all console lines and reports so far, so that [`TestSystem::check`] ignores them. A test that causes
    /// errors on purpose calls this.
    pub async fn clear_log(&self) {
        self.lines().await;
        self.log.lock().expect("the lock is not poisoned").clear();
    }

    /// Saves the state of the page and the server after a test has failed. `name` is the name of the test. Returns a
    /// sentence that says where the files are, or why there are none.
    pub async fn save_failure(&self, name: &str) -> String {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(env!("CARGO_CRATE_NAME")).join("failures");
        // Perhaps the test failed because the browser does not respond. So if a command to the browser fails or takes
        // too long, its result is left out, and everything else is saved.
        let new = in_time(self.new_entries()).await.unwrap_or_default();
        let earlier = self.log.lock().expect("the lock is not poisoned").clone();
        let mut text = String::new();
        for line in earlier.iter().chain(&new) {
            let _ = writeln!(text, "{line}");
        }
        let mut seen = String::new();
        for RecordedRequest { method, path, status, .. } in self.server.requests() {
            let _ = writeln!(seen, "{method} {path} {status}");
        }
        let client = &self.browser.client;
        let source = in_time(client.source()).await;
        // The screenshot is taken last, because WebKit never responds to this command if the tab is in the background.
        let picture = in_time(client.screenshot()).await;
        let parts = [
            ("png", picture.unwrap_or_default()),
            ("html", source.unwrap_or_default().into_bytes()),
            ("log", text.into_bytes()),
            ("seen", seen.into_bytes()),
        ];
        let saved = std::fs::create_dir_all(&folder).and_then(|()| {
            parts.iter().try_for_each(|(kind, bytes)| std::fs::write(folder.join(format!("{name}.{kind}")), bytes))
        });
        match saved {
            Ok(()) => format!("Saved: {}/{name}.{{png,html,log,seen}}", folder.display()),
            Err(error) => format!("Nothing could be saved in {}: {error}", folder.display()),
        }
    }

    /// Closes the browser and its driver.
    pub async fn end(self) {
        self.browser.end().await;
    }
}

/// A script that stops all events by which a page learns of changes in other tabs.
const IGNORE_OTHER_TABS: &str = "for (const name of ['storage', 'visibilitychange', 'pageshow'])
    window.addEventListener(name, (event) => event.stopImmediatePropagation(), true)";

/// Opens the sign-in form in one tab. Then signs in as `user` in another tab. The first tab does not notice this and
/// still shows the form. Then tries to sign in as `other` with this form. The app does not send this sign-in, because
/// `user` is signed in already. Instead, the first tab shows the profile of `user`. At the end, the first tab is the
/// current tab, and the other tab is closed.
pub async fn sign_in_on_a_stale_form(s: &TestSystem, user: &str, other: &str) {
    s.browser.before_each_page(IGNORE_OTHER_TABS).await;
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

/// Returns the result of `command`. `None` if the command fails or takes longer than [`SAVE_TIMEOUT`].
async fn in_time<T, E>(command: impl Future<Output = Result<T, E>>) -> Option<T> {
    timeout(SAVE_TIMEOUT, command).await.ok()?.ok()
}

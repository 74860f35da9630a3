//! The server and the browser of one test, and the checks at the end of the test.

use std::path::Path;
use std::time::Duration;

use fantoccini::wd::WindowHandle;
use tokio::runtime::Builder;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::browsers::browser::Browser;
use crate::browsers::engine::Engine;
use crate::browsers::log::Entry;
use crate::browsers::page::Page;
use crate::server::Server;

/// How many browsers may run at the same time. More browsers would only make each other slower.
static BROWSERS: Semaphore = Semaphore::const_new(2);

/// How long a test may take. A test that takes longer probably hangs, so it fails.
const LIMIT: Duration = Duration::from_secs(120);

/// The server and the browser of one test.
pub struct TestSystem {
    /// The server of this test. It serves the app and the API.
    pub server: Server,
    browser: Browser,
}

/// Starts a server and a browser, opens the app, and runs the test. Panics if the page has logged an error, if a
/// refresh token was used twice, or if the test takes longer than [`LIMIT`].
pub fn run(test: impl AsyncFnOnce(&TestSystem, Page<'_>)) {
    let folder =
        std::env::var_os("MINIMAL_DIST").expect("`cargo xtask test --only minimal` builds the app and names it");
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let _permit = BROWSERS.acquire().await.expect("never closed");
        let server = Server::start(Path::new(&folder)).await;
        let system = TestSystem { server, browser: Browser::start(Engine::Chromium).await };
        let whole = async {
            system.page().visit(&system.server.url).await;
            test(&system, system.page()).await;
            system.check().await;
        };
        timeout(LIMIT, whole).await.unwrap_or_else(|_| panic!("not done after {} s", LIMIT.as_secs()));
        system.browser.end().await;
    });
}

impl TestSystem {
    /// Opens the app in a new tab, and switches to the new tab. Returns its handle.
    pub async fn open_tab(&self) -> WindowHandle {
        let tab = self.browser.client.new_window(true).await.expect("a tab").handle;
        self.page().to_tab(&tab).await;
        self.browser.record().await;
        self.page().visit(&self.server.url).await;
        tab
    }

    /// Reloads the page in the current tab. Does not wait until the app has started.
    pub async fn reload(&self) {
        self.browser.client.refresh().await.expect("a reload");
    }

    /// Deletes the cookie with the CSRF token. When the browser loads a page again, the server sets another CSRF token.
    pub async fn delete_csrf_token(&self) {
        self.browser.client.delete_cookie("csrf").await.expect("a cookie to delete");
    }

    fn page(&self) -> Page<'_> {
        Page::new(&self.browser, self.server.url.clone())
    }

    /// Checks that the page logged no error, no panic and no uncaught exception, and that no refresh token was used
    /// twice.
    async fn check(&self) {
        let log = self.browser.log().await.expect("the console");
        let errors: Vec<String> = log.iter().filter(|entry| entry.is_error()).map(Entry::to_string).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        assert_eq!(self.server.thefts(), 0, "refresh tokens that were used twice");
    }
}

/// Fills in the sign-in form, and sends it. Does not wait for the response.
pub async fn send_sign_in(page: &Page<'_>, email: &str, password: &str) {
    page.fill("E-mail", email).await;
    page.fill("Password", password).await;
    page.click("Sign in").await;
}

/// Signs in as `amy@example.org`, and waits until the list of counters is there.
pub async fn sign_in(page: &Page<'_>) {
    send_sign_in(page, "amy@example.org", "evergreen").await;
    page.sees("apples: 0").await;
}

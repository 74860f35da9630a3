//! The setup of a test, and the function that runs the test with this setup. The setup says which server, release
//! folder and browser the test needs. After the test, the function runs the checks that every test has to pass.

use std::panic::{AssertUnwindSafe, Location, resume_unwind};
use std::path::PathBuf;
use std::time::Duration;

use evergreen_backend::{Config, Like};
use futures_util::FutureExt;
use tokio::sync::Semaphore;
use xtask::host::Fallback;

use super::engine::Engine;
use super::test_system::TestSystem;

/// How many browsers may run at the same time. More browsers would only make each browser slower.
static BROWSERS: Semaphore = Semaphore::const_new(2);

/// A test that takes longer than this is considered to hang, and fails.
const TEST_TIMEOUT: Duration = Duration::from_secs(150);

/// How long each of the two last steps of a test may take: saving the state if the test has failed, and closing the
/// browser.
const CLEANUP_TIMEOUT: Duration = Duration::from_secs(15);

/// The setup of a test.
pub struct Fixture {
    /// The browser's engine.
    pub engine: Engine,
    /// The configuration of the companion server.
    pub config: Config,
    /// The path below which the app is served: `/` or `/app/`.
    pub prefix: &'static str,
    /// The API base of the app. `None` stands for the API base of the companion server.
    pub api: Option<String>,
    /// The idle time-out of the app, in seconds. 0 means that there is none.
    pub idle_timeout: u32,
    /// Whether the server offers its stream of events. In most tests it does not: they look at what the app does when
    /// its next request shows the end of a session, and the stream would show the end before.
    pub events: bool,
    /// How the host responds to paths for which it has no file.
    pub fallback: Fallback,
    /// Rules for response headers, in the syntax of a `_headers` file. They are added to the rules of the release.
    pub headers: &'static str,
    /// Whether the host serves the worker that delivers the events of the session. If not, the page delivers them.
    pub worker: bool,
}

impl Fixture {
    /// Returns the standard setup: the companion server with the configuration for tests, the app at the root path, and
    /// Chromium.
    pub fn new() -> Fixture {
        Fixture {
            engine: Engine::Chromium,
            config: Config::for_tests(),
            prefix: "/",
            api: None,
            idle_timeout: 0,
            events: false,
            fallback: Fallback::default(),
            headers: "",
            worker: true,
        }
    }

    /// Returns the standard setup with this engine.
    pub fn on(engine: Engine) -> Fixture {
        Fixture { engine, ..Fixture::new() }
    }

    /// Returns the standard setup, but the companion server responds like the server that `like` names.
    pub fn like(like: Like) -> Fixture {
        Fixture { config: Config { like, ..Config::for_tests() }, ..Fixture::new() }
    }

    /// Runs the test, and then the checks that every test has to pass. If the test or a check fails, saves the state of
    /// the page and the server below `target`, and panics.
    #[track_caller]
    pub fn run(self, test: impl AsyncFnOnce(&TestSystem)) {
        let name = name(Location::caller());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let _permit = BROWSERS.acquire().await.expect("the semaphore is never closed");
            let system = TestSystem::start(self).await;
            let outcome = AssertUnwindSafe(async {
                let all = async {
                    test(&system).await;
                    system.check().await;
                };
                let in_time = tokio::time::timeout(TEST_TIMEOUT, all).await;
                in_time.unwrap_or_else(|_| panic!("not done after {} s", TEST_TIMEOUT.as_secs()));
            })
            .catch_unwind()
            .await;
            let saved = match &outcome {
                Ok(()) => None,
                Err(_) => {
                    let saved = tokio::time::timeout(CLEANUP_TIMEOUT, system.save_failure(&name)).await;
                    Some(saved.unwrap_or_else(|_| "The browser does not respond, so nothing was saved.".to_owned()))
                }
            };
            // If the browser does not close in time, it is killed together with its driver.
            let _ = tokio::time::timeout(CLEANUP_TIMEOUT, system.end()).await;
            if let (Err(panic), Some(saved)) = (outcome, saved) {
                // The message of the panic is already printed. `saved` says what was saved about the failed test.
                eprintln!("{name}: {saved}");
                resume_unwind(panic);
            }
        });
    }
}

/// Returns the release folder that was built for this path prefix. An environment variable contains the path of the
/// folder. Panics if this variable is not set.
pub fn release(prefix: &str) -> PathBuf {
    let variable = if prefix == "/" { "EVERGREEN_DIST" } else { "EVERGREEN_DIST_APP" };
    match std::env::var_os(variable) {
        Some(folder) => folder.into(),
        None => panic!("{variable} does not name a release folder: run `cargo xtask test`, which builds it"),
    }
}

/// Returns the name of the test, which is the name of its thread. If the test runs on the main thread, returns the file
/// and the line of the caller instead.
fn name(location: &Location<'_>) -> String {
    match std::thread::current().name() {
        Some(name) if name != "main" => name.replace("::", "-"),
        _ => format!("{}-{}", location.file().rsplit('/').next().unwrap_or_default(), location.line()),
    }
}

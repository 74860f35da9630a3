//! The setup of a test: the server, the release folder and the browser that it needs. Runs the test, and then the
//! checks that every test has to pass.

use std::panic::{AssertUnwindSafe, Location, resume_unwind};
use std::path::PathBuf;
use std::time::Duration;

use evergreen_backend::{Config, Like};
use futures_util::FutureExt;
use tokio::sync::Semaphore;
use xtask::host::Fallback;

use super::engine::Engine;
use super::test_system::TestSystem;

/// The number of browsers at the same time. More would only slow each other down.
static BROWSERS: Semaphore = Semaphore::const_new(2);

/// A test that takes longer is considered to hang.
const TEST_TIMEOUT: Duration = Duration::from_secs(150);

/// How long saving the state of a failed test, and closing the browser, may take.
const CLEANUP_TIMEOUT: Duration = Duration::from_secs(15);

/// The setup of a test.
pub struct Fixture {
    /// The browser's engine.
    pub engine: Engine,
    /// The configuration of the companion server.
    pub config: Config,
    /// The path below which the app is served: `/` or `/app/`.
    pub prefix: &'static str,
    /// The API base of the app, if it is not that of the companion server.
    pub api: Option<String>,
    /// How the host responds to paths for which it has no file.
    pub fallback: Fallback,
    /// Rules for response headers, in addition to those of the release.
    pub headers: &'static str,
    /// Whether the host serves the worker of the bus. If not, the page delivers events itself.
    pub worker: bool,
}

impl Fixture {
    /// The standard companion server, the app at the root path, and Chromium.
    pub fn new() -> Fixture {
        Fixture {
            engine: Engine::Chromium,
            config: Config::for_tests(),
            prefix: "/",
            api: None,
            fallback: Fallback::default(),
            headers: "",
            worker: true,
        }
    }

    /// The standard setup with this engine.
    pub fn on(engine: Engine) -> Fixture {
        Fixture { engine, ..Fixture::new() }
    }

    /// The standard setup with a server that responds like one of the tutorial's servers.
    pub fn like(like: Like) -> Fixture {
        Fixture { config: Config { like, ..Config::for_tests() }, ..Fixture::new() }
    }

    /// Runs the test, and then the checks that every test has to pass. If the test fails, saves the state of page and
    /// server below `target`.
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
            // A browser that does not respond is killed together with its driver.
            let _ = tokio::time::timeout(CLEANUP_TIMEOUT, system.end()).await;
            if let (Err(panic), Some(saved)) = (outcome, saved) {
                // The panic's own message is already printed.
                eprintln!("{name}: {saved}");
                resume_unwind(panic);
            }
        });
    }
}

/// The release folder that was built for this path prefix.
pub fn release(prefix: &str) -> PathBuf {
    let variable = if prefix == "/" { "EVERGREEN_DIST" } else { "EVERGREEN_DIST_APP" };
    match std::env::var_os(variable) {
        Some(folder) => folder.into(),
        None => panic!("{variable} does not name a release folder: run `cargo xtask test`, which builds it"),
    }
}

/// Returns the name of the test, which is the name of its thread. If the harness runs the test on the main thread,
/// returns file and line instead.
fn name(location: &Location<'_>) -> String {
    match std::thread::current().name() {
        Some(name) if name != "main" => name.replace("::", "-"),
        _ => format!("{}-{}", location.file().rsplit('/').next().unwrap_or_default(), location.line()),
    }
}

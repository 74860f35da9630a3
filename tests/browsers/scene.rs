//! What a test begins with: which server, which release folder, what is missing. Then it plays the test on that stage.
//! It must not know what is tested.

use std::panic::{AssertUnwindSafe, Location, resume_unwind};
use std::path::PathBuf;
use std::time::Duration;

use evergreen_backend::{Config, Like};
use futures_util::FutureExt;
use tokio::sync::Semaphore;
use xtask::host::Fallback;

use super::engine::Engine;
use super::stage::Stage;

/// More browsers at once only make each other slow.
static BROWSERS: Semaphore = Semaphore::const_new(2);

/// A test that lasts longer hangs.
const CURTAIN: Duration = Duration::from_secs(150);

/// How long a browser has to show what became of it, and to close.
const LAST_WORDS: Duration = Duration::from_secs(15);

/// What a test begins with.
pub struct Scene {
    /// The browser's engine.
    pub engine: Engine,
    /// The companion server.
    pub config: Config,
    /// The path below which the app is served: `/` or `/app/`.
    pub prefix: &'static str,
    /// Another API base than the server's.
    pub api: Option<String>,
    /// What the host answers to addresses that only the app's router knows.
    pub fallback: Fallback,
    /// What the host says of every page beside the release's own headers.
    pub headers: &'static str,
    /// Whether the bus's worker may start; where not, events go within the page.
    pub worker: bool,
}

impl Scene {
    /// The companion server as it is, the app at the root, in Chromium.
    pub fn new() -> Scene {
        Scene {
            engine: Engine::Chromium,
            config: Config::for_tests(),
            prefix: "/",
            api: None,
            fallback: Fallback::default(),
            headers: "",
            worker: true,
        }
    }

    /// The same in this engine.
    pub fn on(engine: Engine) -> Scene {
        Scene { engine, ..Scene::new() }
    }

    /// A server that answers like one of the real ones.
    pub fn like(like: Like) -> Scene {
        Scene { config: Config { like, ..Config::for_tests() }, ..Scene::new() }
    }

    /// Plays the test, then checks what holds for every test. What went wrong is kept below `target`.
    #[track_caller]
    pub fn play(self, test: impl AsyncFnOnce(&Stage)) {
        let name = name(Location::caller());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let _permit = BROWSERS.acquire().await.expect("never closed");
            let stage = Stage::build(self).await;
            let played = AssertUnwindSafe(async {
                let whole = async {
                    test(&stage).await;
                    stage.check().await;
                };
                let in_time = tokio::time::timeout(CURTAIN, whole).await;
                in_time.unwrap_or_else(|_| panic!("not done after {} s", CURTAIN.as_secs()));
            })
            .catch_unwind()
            .await;
            let kept = match &played {
                Ok(()) => None,
                Err(_) => {
                    let kept = tokio::time::timeout(LAST_WORDS, stage.keep(&name)).await;
                    Some(kept.unwrap_or_else(|_| "The browser answers no more, so nothing is kept.".to_owned()))
                }
            };
            // A browser that does not answer goes with its driver.
            let _ = tokio::time::timeout(LAST_WORDS, stage.end()).await;
            if let (Err(panic), Some(kept)) = (played, kept) {
                // Beside the panic's own message, which is printed already.
                eprintln!("{name}: {kept}");
                resume_unwind(panic);
            }
        });
    }
}

/// The release folder that was built for `prefix`.
pub fn release(prefix: &str) -> PathBuf {
    let variable = if prefix == "/" { "EVERGREEN_DIST" } else { "EVERGREEN_DIST_APP" };
    match std::env::var_os(variable) {
        Some(folder) => folder.into(),
        None => panic!("{variable} does not name a release folder: run `cargo xtask test`, which builds it"),
    }
}

/// The test's own name; its place in the code where the harness runs it on the main thread.
fn name(place: &Location<'_>) -> String {
    match std::thread::current().name() {
        Some(name) if name != "main" => name.replace("::", "-"),
        _ => format!("{}-{}", place.file().rsplit('/').next().unwrap_or_default(), place.line()),
    }
}

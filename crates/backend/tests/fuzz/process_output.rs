//! What the process writes besides its responses: the log at level TRACE, and panics.

use std::io::{Result, Write};
use std::mem::take;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use tracing_subscriber::filter::LevelFilter;

static EXCLUSIVE: Mutex<()> = Mutex::new(());
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Waits for a lock that only one test can have at a time, then clears the log and the panics. Keep the returned guard
/// until the end of the test. All tests share the log and the panics, because the logger and the panic hook belong to
/// the whole process.
pub fn lock_exclusively() -> MutexGuard<'static, ()> {
    static INSTALL: Once = Once::new();
    let guard = lock(&EXCLUSIVE);
    INSTALL.call_once(|| {
        // This is the same logger as in the command, except for the writer, the colours and the level.
        tracing_subscriber::fmt().with_writer(|| LogWriter).with_ansi(false).with_max_level(LevelFilter::TRACE).init();
        let default_hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            // Only panics of the server are recorded. A failed assertion of a test panics too. Usually the test runs in
            // a thread with the test's name. This name contains an underscore, and the names of the server's threads
            // contain none. So a panic in a thread with an underscore in its name is not recorded.
            if std::thread::current().name().is_none_or(|name| !name.contains('_')) {
                lock(&PANICS).push(panic.to_string());
            }
            default_hook(panic);
        }));
    });
    take_log();
    take_panics();
    guard
}

/// Returns the text that was logged since the last call, and clears the log.
pub fn take_log() -> String {
    String::from_utf8_lossy(&take(&mut *lock(&LOG))).into_owned()
}

/// Returns the panics that happened in the server's threads since the last call, and clears them.
pub fn take_panics() -> Vec<String> {
    take(&mut *lock(&PANICS))
}

struct LogWriter;

impl Write for LogWriter {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        lock(&LOG).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

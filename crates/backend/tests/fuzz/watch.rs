//! What the process lets out besides its answers: its log at the most talkative level, and its panics.
//! It must not know which texts are secret.

use std::io::{Result, Write};
use std::mem::take;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use tracing_subscriber::filter::LevelFilter;

static ALONE: Mutex<()> = Mutex::new(());
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Waits until no other property is watched: log and panics are the whole process's.
pub fn alone() -> MutexGuard<'static, ()> {
    static INSTALL: Once = Once::new();
    let alone = lock(&ALONE);
    INSTALL.call_once(|| {
        // As the command does it, but for the place and the level.
        tracing_subscriber::fmt().with_writer(|| Log).with_ansi(false).with_max_level(LevelFilter::TRACE).init();
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            // A test that fails panics too, on the thread that has its name.
            if std::thread::current().name().is_none_or(|name| !name.contains('_')) {
                lock(&PANICS).push(panic.to_string());
            }
            usual(panic);
        }));
    });
    take_log();
    take_panics();
    alone
}

/// What was logged since this was last asked for.
pub fn take_log() -> String {
    String::from_utf8_lossy(&take(&mut *lock(&LOG))).into_owned()
}

/// The panics of the server's threads since this was last asked for.
pub fn take_panics() -> Vec<String> {
    take(&mut *lock(&PANICS))
}

struct Log;

impl Write for Log {
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

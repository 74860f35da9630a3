//! Writes the log in a thread of its own. The tasks that handle requests only add lines to a queue, and never wait
//! until a line is written. If nobody reads the log, for example because the program behind a pipe hangs, the queue
//! becomes full. Then the server drops new lines and counts them.
//!
//! The crate `tracing-appender` also has a log writer with a queue and a thread. But if that queue is full at the end
//! of the program, the crate prints to the standard output, and printing can block for ever. The crate also does not
//! say in the log that lines are missing.

use std::collections::VecDeque;
use std::io::{Result, Write};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;

/// The maximum number of lines that wait to be written. A busy server writes a few thousand lines per second.
const CAPACITY: usize = 4096;

/// The number of lines that this process has dropped. All servers of the process share this counter, because they
/// also share the log.
static DROPPED: LazyLock<Counter> = LazyLock::new(Counter::default);

/// Returns the counter of dropped lines, for the metrics.
pub(crate) fn dropped() -> Counter {
    DROPPED.clone()
}

/// A log whose lines are written by a thread. Clones write to the same log.
#[derive(Clone)]
pub struct LogWriter(Arc<Queue>);

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    lines: VecDeque<Vec<u8>>,
    /// Whether the thread writes a line at the moment.
    writing: bool,
}

impl LogWriter {
    /// Starts the thread, which writes to `output` as long as the program runs.
    ///
    /// # Errors
    /// The operating system cannot start a thread.
    pub fn start(output: impl Write + Send + 'static) -> Result<Self> {
        let queue = Arc::<Queue>::default();
        let shared = queue.clone();
        std::thread::Builder::new().name("log".to_owned()).spawn(move || shared.write_to(output))?;
        Ok(Self(queue))
    }

    /// Waits until all lines are written, but not longer than `limit`.
    pub fn flush(&self, limit: Duration) {
        let is_busy = |state: &mut State| state.writing || !state.lines.is_empty();
        drop(self.0.changed.wait_timeout_while(self.0.lock(), limit, is_busy));
    }
}

/// `tracing-subscriber` calls `write` once for each line of the log.
impl Write for LogWriter {
    /// Adds a line to the queue. If the queue is full, drops the line, and adds 1 to the number of dropped lines. Never
    /// waits for the output.
    fn write(&mut self, line: &[u8]) -> Result<usize> {
        let mut state = self.0.lock();
        if state.lines.len() < CAPACITY {
            state.lines.push_back(line.to_vec());
            self.0.changed.notify_all();
        } else {
            DROPPED.inc();
        }
        Ok(line.len())
    }

    /// Does nothing; see [`LogWriter::flush`].
    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Queue {
    fn write_to(&self, mut output: impl Write) {
        let mut reported = DROPPED.get();
        loop {
            let line = self.next();
            let written = output.write_all(&line).and_then(|()| output.flush());
            let is_empty = {
                let mut state = self.lock();
                state.writing = false;
                self.changed.notify_all();
                state.lines.is_empty()
            };
            match written {
                // This line was written and the queue is empty, so somebody reads the log again. If lines were dropped
                // since the last warning, a new warning reports their number. The warning goes through the queue like
                // any other line, so that the warning has the format of the log.
                Ok(()) if is_empty && DROPPED.get() > reported => {
                    let dropped = DROPPED.get() - reported;
                    reported += dropped;
                    tracing::warn!(dropped, "lines of the log were dropped, because nobody read them in time");
                }
                Ok(()) => {}
                Err(_) => {
                    DROPPED.inc();
                }
            }
        }
    }

    /// Waits for the next line, and takes it.
    fn next(&self) -> Vec<u8> {
        let mut state = self.lock();
        loop {
            if let Some(line) = state.lines.pop_front() {
                state.writing = true;
                return line;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

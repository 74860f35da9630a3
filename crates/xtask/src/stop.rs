//! Waits for the signals that ask a command to stop.

use std::io;

/// Waits for Ctrl-C or for another signal that asks a program to stop. Returns the exit code for that signal.
///
/// # Errors
/// If the signals cannot be received.
#[cfg(unix)]
pub async fn requested() -> io::Result<u8> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    // The system sends this signal when the terminal is closed.
    let mut hangup = signal(SignalKind::hangup())?;
    // If a signal ends a program, shells report 128 plus the number of the signal as its exit code.
    Ok(tokio::select! {
        _ = interrupt.recv() => 130,
        _ = terminate.recv() => 143,
        _ = hangup.recv() => 129,
    })
}

/// Waits for Ctrl-C. Returns the exit code for a program that Ctrl-C has stopped.
///
/// # Errors
/// If Ctrl-C cannot be received.
#[cfg(not(unix))]
pub async fn requested() -> io::Result<u8> {
    tokio::signal::ctrl_c().await.map(|()| 130)
}

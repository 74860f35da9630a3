//! The wish of a person, or of the system, that a command end now.
//! It must not know what has to be ended: whoever waits drops its work, and dropping ends the programs in it.

use std::io;

/// Waits for Ctrl-C, or for what a system sends to end a program; gives the exit code that tells of it.
#[cfg(unix)]
pub async fn requested() -> io::Result<u8> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    // The terminal was closed: nobody is left to press Ctrl-C.
    let mut hangup = signal(SignalKind::hangup())?;
    // Shells report the end by a signal as 128 and its number.
    Ok(tokio::select! {
        _ = interrupt.recv() => 130,
        _ = terminate.recv() => 143,
        _ = hangup.recv() => 129,
    })
}

/// Waits for Ctrl-C; gives the exit code that tells of it.
#[cfg(not(unix))]
pub async fn requested() -> io::Result<u8> {
    tokio::signal::ctrl_c().await.map(|()| 130)
}

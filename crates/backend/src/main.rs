//! The `evergreen-backend` command. If the command line names a command of the operator, the program runs that command.
//! Otherwise, the program starts a server, and stops the server at Ctrl-C or SIGTERM.

mod cli;
mod commands;
mod duration;
mod file_limit;

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use evergreen_backend::{LogWriter, Server};
use tokio::runtime::Runtime;

/// Before the program ends, it waits until the log is written, but not longer than this. Without this limit, the
/// program could wait for ever, because it is possible that nobody reads the log.
const LOG_TIMEOUT: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let options = cli::Options::parse();
    let (runtime, mut log) = match (Runtime::new(), LogWriter::start(std::io::stderr())) {
        (Ok(runtime), Ok(log)) => (runtime, log),
        (Err(error), _) | (_, Err(error)) => {
            eprintln!("evergreen-backend: cannot start a thread: {error}");
            return ExitCode::FAILURE;
        }
    };
    start_log(&options, &log);
    let result = runtime.block_on(async {
        match options.command.clone() {
            Some(command) => command.run().await,
            None => run(options).await,
        }
    });
    let code = match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The thread of the log writes the message to the standard error stream. If `main` wrote to this stream
            // itself, it could wait for ever, because it is possible that nobody reads the stream.
            let _ = log.write(message(error.as_ref()).as_bytes());
            ExitCode::FAILURE
        }
    };
    log.flush(LOG_TIMEOUT);
    // The program ends now and does not wait for the threads of the runtime. The reason is that a thread may still wait
    // for the operating system, for example for the address of the database, and this may take long.
    runtime.shutdown_background();
    code
}

/// Sends all log lines of the program to the writer, and the messages of panics too.
fn start_log(options: &cli::Options, writer: &LogWriter) {
    let writer = writer.clone();
    let log = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .with_ansi(std::io::stderr().is_terminal())
        .log_internal_errors(false)
        .with_max_level(options.log);
    match options.log_format {
        cli::LogFormat::Text => log.init(),
        cli::LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
    std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "this is a mistake in the server")));
}

/// Returns the text for an error: with all its causes, in one line.
fn message(error: &dyn Error) -> String {
    let mut text = format!("evergreen-backend: {error}");
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text + "\n"
}

async fn run(options: cli::Options) -> Result<(), Box<dyn Error>> {
    let mut signal = pin!(shutdown_signal());
    let config = options.config()?;
    file_limit::raise();
    let server = tokio::select! {
        // A signal also ends the program before the server has started. Otherwise the program could not be stopped
        // while the database does not respond.
        () = &mut signal => return Ok(()),
        server = Server::start(config) => server?,
    };
    // This output only tells the address of the server. The server also works if the output fails, so an error is
    // ignored.
    let _ = writeln!(std::io::stdout(), "Listening on {}", server.url());
    signal.await;
    tracing::info!("stopping");
    server.stop().await;
    Ok(())
}

/// Returns a future that completes at Ctrl-C or, on Unix, at SIGTERM. The handler of SIGTERM is installed by this call
/// and not by the first poll of the future. The reason is that the program which started this command may send SIGTERM
/// as soon as it has read "Listening on".
fn shutdown_signal() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    let ctrl_c = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match terminate {
            Ok(mut terminate) => drop(terminate.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    async {
        tokio::select! {
            () = ctrl_c => {}
            () = terminate => {}
        }
    }
}

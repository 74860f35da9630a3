//! The `evergreen-backend` command: reads the command line, starts a server, and stops it at Ctrl-C or SIGTERM; or
//! runs a command of the operator.

mod cli;
mod commands;
mod file_limit;

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::pin::pin;
use std::process::ExitCode;

use clap::Parser;
use evergreen_backend::Server;

#[tokio::main]
async fn main() -> ExitCode {
    let options = cli::Options::parse();
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        // Otherwise a line that cannot be written, for example to a full disk, would end the request with a panic.
        .log_internal_errors(false)
        .with_max_level(options.log);
    match options.log_format {
        cli::LogFormat::Text => log.init(),
        cli::LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
    let result = match options.command.clone() {
        Some(command) => command.run().await,
        None => run(options).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprint!("evergreen-backend: {error}");
            let mut source = error.source();
            while let Some(error) = source {
                eprint!(": {error}");
                source = error.source();
            }
            eprintln!();
            ExitCode::FAILURE
        }
    }
}

async fn run(options: cli::Options) -> Result<(), Box<dyn Error>> {
    let mut signal = pin!(shutdown_signal());
    let config = options.config()?;
    file_limit::raise();
    let server = tokio::select! {
        // A database that does not respond must not make the start endless.
        () = &mut signal => return Ok(()),
        server = Server::start(config) => server?,
    };
    // The server works without this line, so an error is ignored.
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

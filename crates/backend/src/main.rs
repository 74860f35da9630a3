//! The `evergreen-backend` command: reads the command line, starts a server, stops it when told to.
//! It must not know anything of the contract; all of that is the library's.

mod cli;

use std::error::Error as _;
use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use evergreen_backend::{Error, Server};

#[tokio::main]
async fn main() -> ExitCode {
    let options = cli::Options::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_max_level(options.log)
        .init();
    match run(options).await {
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

async fn run(options: cli::Options) -> Result<(), Error> {
    let interrupted = interrupted();
    let server = Server::start(options.config()).await?;
    println!("Listening on {}", server.url());
    interrupted.await;
    tracing::info!("stopping");
    server.stop().await;
    Ok(())
}

/// Comes back at Ctrl-C, or at a supervisor's request to end (SIGTERM), which counts from this call on: whoever reads
/// that the server listens may end it at once.
fn interrupted() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    let keyboard = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let supervisor = async {
        match terminate {
            Ok(mut terminate) => drop(terminate.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let supervisor = std::future::pending::<()>();
    async {
        tokio::select! {
            () = keyboard => {}
            () = supervisor => {}
        }
    }
}

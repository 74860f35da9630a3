//! The `evergreen-backend` command: reads the command line, starts a server, stops it when told to.
//! It must not know anything of the contract; all of that is the library's.

mod cli;

use std::error::Error as _;
use std::process::ExitCode;

use clap::Parser;
use evergreen_backend::{Error, Server};

#[tokio::main]
async fn main() -> ExitCode {
    let options = cli::Options::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
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
    let server = Server::start(options.config()).await?;
    println!("Listening on {}", server.url());
    interrupted().await;
    tracing::info!("stopping");
    server.stop().await;
    Ok(())
}

/// Comes back at Ctrl-C, or at a supervisor's request to end (SIGTERM).
async fn interrupted() {
    let keyboard = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let supervisor = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => drop(terminate.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let supervisor = std::future::pending::<()>();
    tokio::select! {
        () = keyboard => {}
        () = supervisor => {}
    }
}

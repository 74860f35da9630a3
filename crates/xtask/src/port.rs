//! Ports on localhost: this module listens on a port, checks whether a port is free, and waits until a program answers
//! at a port.

use anyhow::{Context, Result, bail};
use std::{
    io::{self, ErrorKind},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};

/// Listens on localhost with IPv4 and IPv6, because browsers may use either. Returns a list with the listener for IPv4,
/// followed by the listener for IPv6. If IPv6 cannot be used, the list contains only the listener for IPv4. If `port`
/// is 0, the system chooses a free port.
///
/// # Errors
/// If the port is taken, or if this user may not use it. The message names the remedy.
pub async fn listen(port: u16) -> Result<Vec<TcpListener>> {
    let first = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| refused(port, error))?;
    let chosen = first.local_addr().context("The port of the listener is unknown.")?.port();
    match TcpListener::bind((Ipv6Addr::LOCALHOST, chosen)).await {
        Ok(second) => Ok(vec![first, second]),
        // The caller asked for this port. It is free for IPv4, but another program already listens on it for IPv6. This
        // is an error, because a browser that uses IPv6 would show that program instead of ours.
        Err(error) if error.kind() == ErrorKind::AddrInUse && port != 0 => Err(refused(port, error)),
        // Every other error is ignored, for example on a machine without IPv6. The listener for IPv4 is enough then.
        Err(_) => Ok(vec![first]),
    }
}

/// Returns a port that is free now, for a program that takes its port as an argument. The port is not reserved: another
/// program may take it first.
///
/// # Errors
/// If the system has no free port.
pub async fn free() -> Result<u16> {
    let listeners = listen(0).await?;
    Ok(listeners[0].local_addr().context("The port of the listener is unknown.")?.port())
}

/// Checks that a port is free. `purpose` is the name of the program that needs the port, for the message.
///
/// # Errors
/// If the port is taken, or if this user may not use it. The message names the remedy.
pub async fn ensure_free(port: u16, purpose: &str) -> Result<()> {
    let addresses: [SocketAddr; 2] = [(Ipv4Addr::LOCALHOST, port).into(), (Ipv6Addr::LOCALHOST, port).into()];
    for address in addresses {
        // If another program listens on all addresses, listening on a single address may still succeed. Only a
        // connection shows that the port is taken.
        let answered = matches!(timeout(Duration::from_secs(1), TcpStream::connect(address)).await, Ok(Ok(_)));
        if answered {
            bail!("Port {port} is taken, and {purpose} needs it: {}", remedy(port));
        }
    }
    listen(port).await.map(drop)
}

/// Waits until a GET request for `path` at this port of localhost is answered with 200. If no program ever does this,
/// this function never returns. The caller therefore needs a time limit or another reason to stop waiting.
pub async fn answers(port: u16, path: &str) {
    while !status(port, path).await.is_ok_and(|line| line.contains(" 200")) {
        sleep(Duration::from_millis(200)).await;
    }
}

/// Waits until a program accepts a connection at this port of 127.0.0.1. If no program ever does this, this function
/// never returns. The caller therefore needs a time limit or another reason to stop waiting.
pub async fn accepts(port: u16) {
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
        sleep(Duration::from_millis(20)).await;
    }
}

async fn status(port: u16, path: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(("localhost", port)).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut start = [0; 64];
    let length = timeout(Duration::from_secs(5), stream.read(&mut start)).await??;
    Ok(String::from_utf8_lossy(&start[..length]).into_owned())
}

fn refused(port: u16, error: io::Error) -> anyhow::Error {
    match error.kind() {
        ErrorKind::AddrInUse => anyhow::anyhow!("Port {port} is taken: {}", remedy(port)),
        ErrorKind::PermissionDenied => {
            anyhow::anyhow!("Port {port} may not be used by this user: choose one above 1023.")
        }
        _ => anyhow::Error::new(error).context(format!("Port {port} cannot be used.")),
    }
}

fn remedy(port: u16) -> String {
    let find = match cfg!(windows) {
        true => format!("netstat -ano | findstr :{port}"),
        false => format!("lsof -i :{port}"),
    };
    format!("end the program that listens there (`{find}` names it), then start again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_reported_with_the_remedy() {
        // Another program may take the port as soon as it is free again, so several ports are tried.
        for _ in 0..20 {
            let taken = listen(0).await.expect("a free port");
            let port = taken[0].local_addr().expect("bound").port();
            let message = ensure_free(port, "the app").await.expect_err("taken").to_string();
            assert!(message.contains(&port.to_string()) && message.contains("end the program"), "{message}");
            drop(taken);
            if ensure_free(port, "the app").await.is_ok() {
                return;
            }
        }
        panic!("no port is reported as free");
    }
}

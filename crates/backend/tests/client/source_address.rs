//! Connections from other loopback addresses, so that one test can be several clients. Only Linux gives all addresses
//! of 127.0.0.0/8 to the loopback interface; other systems have 127.0.0.1 only.

use std::io::Result;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::{TcpSocket, TcpStream};

/// Returns a socket that connects from this address, so that the server sees it as the address of the client.
pub fn socket_from(address: Ipv4Addr) -> Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((address, 0)))?;
    Ok(socket)
}

/// Connects to the server from this address.
pub async fn connect_from(address: Ipv4Addr, server: SocketAddr) -> Result<TcpStream> {
    socket_from(address)?.connect(server).await
}

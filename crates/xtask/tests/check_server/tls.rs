//! Tests the check of a server that uses HTTPS.

use crate::command::{printed, run_with};
use evergreen_backend::{Config, Server};
use rustls::{ServerConfig, pki_types::PrivateKeyDer};
use std::{net::SocketAddr, sync::Arc};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

/// A TLS tunnel to a server. When this value is dropped, the tunnel accepts no more connections.
struct Tunnel {
    /// The port at which the tunnel listens.
    port: u16,
    /// The certificate of the tunnel, in the PEM format.
    certificate: String,
    serving: JoinHandle<()>,
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn tunnel(to: SocketAddr) -> Tunnel {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.expect("TLS 1.2 and 1.3").with_no_client_auth();
    let config = config.with_single_cert(vec![made.cert.der().clone()], key).expect("a key for the certificate");
    let (acceptor, certificate) = (TlsAcceptor::from(Arc::new(config)), made.cert.pem());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let serving = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // One client of the test does not trust the certificate, so it closes the connection during the TLS
                // handshake. Then `accept` returns an error. The test expects this, so the task just ends.
                let Ok(mut inner) = acceptor.accept(stream).await else { return };
                let mut outer = TcpStream::connect(to).await.expect("the server listens");
                let _ = copy_bidirectional(&mut inner, &mut outer).await;
            });
        }
    });
    Tunnel { port, certificate, serving }
}

#[tokio::test]
async fn https_works_if_the_certificate_is_trusted() {
    let server = Server::start(Config::for_tests()).await.expect("the server starts");
    server.allow_origin("https://localhost:8081");
    let tunnel = tunnel(server.address()).await;
    let api = format!("https://localhost:{}/api", tunnel.port);
    let arguments = [api.as_str(), "--origin", "https://localhost:8081", "--demo"];

    let stranger = run_with(&arguments, &[]).await;
    assert_eq!(stranger.status.code(), Some(2), "{}", printed(&stranger));
    assert!(printed(&stranger).to_lowercase().contains("certificate"), "{}", printed(&stranger));

    let file = std::env::temp_dir().join(format!("evergreen-check-{}.pem", tunnel.port));
    std::fs::write(&file, &tunnel.certificate).expect("a temporary file");
    let known = run_with(&arguments, &[("SSL_CERT_FILE", file.to_str().expect("a path of text"))]).await;
    std::fs::remove_file(&file).expect("the file exists");
    assert_eq!(known.status.code(), Some(0), "{}", printed(&known));
    let text = printed(&known);
    assert!(text.contains("this machine: https") && text.contains("Set Secure"), "{text}");
}

#[tokio::test]
async fn without_root_certificates_http_works_and_https_says_what_to_install() {
    let server = Server::start(Config::for_tests()).await.expect("the server starts");
    let bare = [("SSL_CERT_FILE", "/no/such/file"), ("SSL_CERT_DIR", "/no/such/folder")];
    let plain = run_with(&[&server.api()], &bare).await;
    assert_eq!(plain.status.code(), Some(0), "{}", printed(&plain));
    let secure = run_with(&["https://localhost:1/api"], &bare).await;
    assert_eq!(secure.status.code(), Some(2), "{}", printed(&secure));
    assert!(printed(&secure).contains("ca-certificates"), "{}", printed(&secure));
}

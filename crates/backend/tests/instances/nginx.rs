//! An nginx that distributes the requests to the instances.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tokio::net::TcpStream;

use crate::client::wait_until;

/// The nginx configuration that an operator uses. It is for servers that run in containers, so the function
/// `configuration` adapts it to the instances of the test.
const HOSTING: &str = include_str!("../../../../hosting/nginx.conf");
/// The part of the app's nginx configuration that passes the API on to the `server` block in [`HOSTING`]. `cargo xtask
/// build --host nginx` writes that configuration.
const API: &str = include_str!("../../../../hosting/templates/nginx-api.conf");

/// The running nginx. It stops when this value is dropped.
pub struct Nginx {
    child: Child,
    /// The address on which nginx listens.
    pub address: SocketAddr,
}

/// Returns the path of nginx; `None` if it is not installed.
pub fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let more = ["/usr/sbin", "/usr/local/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path).chain(more).map(|folder| folder.join("nginx")).find(|program| program.is_file())
}

impl Nginx {
    /// Starts nginx, which forwards requests to the instances on these ports. The files of nginx are in `directory`.
    /// This function returns when nginx accepts connections.
    pub async fn start(program: &Path, directory: &Path, ports: &[u16]) -> Self {
        let free = [(); 2].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port"));
        let [address, inner] = free.map(|listener| listener.local_addr().expect("its address"));
        let file = directory.join("nginx.conf");
        std::fs::write(&file, configuration(directory, address, inner, ports)).expect("the configuration is written");
        let mut command = Command::new(program);
        command.arg("-p").arg(directory).arg("-c").arg(&file).args(["-e", "nginx.log"]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("nginx starts");
        let nginx = Self { child, address };
        wait_until("nginx accepts connections (its log is nginx.log)", async || {
            TcpStream::connect(address).await.is_ok()
        })
        .await;
        nginx
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the configuration of nginx. It has two `server` blocks. The first listens on `address`, and passes the API
/// on to `inner` with the text of [`API`]. The second is in the text of [`HOSTING`]: it listens on `inner`, and passes
/// the requests on to the instances on `ports`. The configuration also makes nginx run as a single process, because at
/// the end the test kills only the process that it started. Any worker processes of nginx would continue to run.
fn configuration(directory: &Path, address: SocketAddr, inner: SocketAddr, ports: &[u16]) -> String {
    let folder = directory.display();
    let servers: Vec<String> =
        ports.iter().map(|port| format!("server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;")).collect();
    let container = "server server:8080 max_fails=1 fail_timeout=1s;";
    let hosting = replace(HOSTING, container, &servers.join(" "));
    let hosting = replace(&hosting, "listen 127.0.0.1:8080;", &format!("listen {inner};"));
    let api = replace(API, "{{api}}", "/api");
    let api = replace(&api, "http://127.0.0.1:8080;", &format!("http://{inner};"));
    format!(
        "daemon off;
        master_process off;
        pid {folder}/nginx.pid;
        events {{ worker_connections 4096; }}
        http {{
            access_log off;
            client_body_temp_path {folder}/body;
            proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/fastcgi;
            uwsgi_temp_path {folder}/uwsgi;
            scgi_temp_path {folder}/scgi;
            server {{
                listen {address};
                {api}
            }}
            {hosting}
        }}"
    )
}

/// Replaces `old`. Panics unless `old` occurs exactly once.
fn replace(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "the file has {old:?} once");
    text.replace(old, new)
}

//! Completes the configuration that `cargo xtask build --host` writes, so that a server can start with it. This module
//! adds a port and folders. It also adds the settings with which the server runs without root and beside other servers.

use super::{absent::not_tested, location::Location};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use xtask::{
    hosting::{self, Site},
    project,
    tools::{WebServer, nginx},
    web_host::WebHost,
};

/// The API base of the release.
pub const API: &str = "/api";

/// Writes the configuration for the site in `folder/site`. Its API is at port `api` of this machine. `more` is added to
/// the configuration of nginx. Returns the command that starts the server at `port`.
pub fn write(server: WebServer, location: Location, port: u16, api: u16, folder: &Path, more: &str) -> Command {
    let public_url = location.path().parse().expect("a path");
    let api_base = API.parse().expect("an API base");
    let site = Site { folder: &folder.join("site"), public_url: &public_url, api_base: Some(&api_base) };
    let host = match server {
        WebServer::Nginx => WebHost::Nginx,
        WebServer::Caddy => WebHost::Caddy,
    };
    let (file, note) = hosting::write(host, &site).expect("a configuration");
    assert!(note.contains("/srv/evergreen") && note.contains("127.0.0.1:8080"), "{note}");
    let text = fs::read_to_string(file).expect("the configuration");
    let text = replace(&text, " /srv/evergreen", &format!(" {}", site.folder.display()));
    let text = replace(&text, "127.0.0.1:8080", &format!("127.0.0.1:{api}"));
    let program = program(server);
    let mut command = Command::new(&program);
    let (name, text) = match server {
        WebServer::Nginx => {
            command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf")).args(["-e", "stderr"]);
            let text = replace(&text, "listen 80;", &format!("listen 127.0.0.1:{port};"));
            ("nginx.conf", in_foreground(&program, &(text + more)))
        }
        WebServer::Caddy => {
            command.args(["run", "--adapter", "caddyfile", "--config"]).arg(folder.join("Caddyfile"));
            command.env("HOME", folder).env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
            // Caddy serves the site only for requests to one of these names. The client of the tests uses `127.0.0.1`.
            // A person who opens the site in a browser may use `localhost`.
            let names = format!("http://127.0.0.1:{port}, http://localhost:{port}");
            ("Caddyfile", caddy(&replace(&text, "app.example.org", &names)))
        }
    };
    fs::write(folder.join(name), text).expect("a writable folder");
    command
}

/// Returns `hosting/nginx.conf`, which listens at `port` of this machine, and passes requests on to port `api`.
pub fn containers(port: u16, api: u16) -> String {
    let text = fs::read_to_string(project::root().join("hosting/nginx.conf")).expect("the configuration");
    let text = replace(&text, "server server:8080 ", &format!("server 127.0.0.1:{api} "));
    replace(&text, "listen 127.0.0.1:8080;", &format!("listen 127.0.0.1:{port};"))
}

/// Returns the encodings that the server can send, those with the smaller files first. nginx can send brotli only if it
/// has a certain module, which may be missing.
pub fn encodings(server: WebServer) -> &'static [&'static str] {
    match server {
        WebServer::Nginx if !server.sends_brotli() => {
            not_tested("brotli in nginx", "Its module is missing (Debian: libnginx-mod-http-brotli-static).");
            &["gzip"]
        }
        WebServer::Nginx | WebServer::Caddy => &["br", "gzip"],
    }
}

fn program(server: WebServer) -> PathBuf {
    server.find().unwrap_or_else(|| panic!("{} is not installed", server.name()))
}

/// Completes the configuration for nginx. With the result, nginx runs as one process in the foreground, keeps all its
/// files in its own folder, and uses the media types of its installation.
fn in_foreground(program: &Path, site: &str) -> String {
    let types =
        nginx::built_with(program, "--conf-path=").expect("the path of nginx.conf").with_file_name("mime.types");
    let (module, site) = match nginx::brotli_module(program) {
        Some(module) => (format!("load_module {};\n", module.display()), site.to_owned()),
        None => (String::new(), site.replace("brotli_static on;", "")),
    };
    let folders: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|name| format!("{name}_temp_path {name};\n"))
        .collect();
    format!(
        "{module}daemon off;\nmaster_process off;\npid nginx.pid;\nevents {{}}\nhttp {{\ninclude {};\naccess_log off;\n{folders}{site}}}\n",
        types.display()
    )
}

/// Completes the configuration for Caddy. With the result, Caddy opens no port for its administration, and requests no
/// certificates.
fn caddy(site: &str) -> String {
    format!("{{\nadmin off\nauto_https off\n}}\n{site}")
}

/// Replaces `old` with `new`. Panics unless `old` occurs exactly once in the text.
fn replace(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "the configuration must contain {old:?} exactly once");
    text.replace(old, new)
}

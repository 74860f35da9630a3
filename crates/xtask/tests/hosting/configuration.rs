//! Completes the README's configuration, so that a server can start with it. This module adds a port, folders, and the
//! settings that the program needs to run without root and beside other servers.

use super::{location::Location, readme};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use xtask::tools::WebServer;

/// Writes the configuration into `folder`, and moves the release from `folder/release` to the path that the
/// configuration expects. Returns the command that starts the server.
pub fn write(server: WebServer, location: Location, port: u16, folder: &Path) -> Command {
    write_headers(server, folder);
    let deployed = folder.join("srv").join(location.folder());
    fs::create_dir_all(deployed.parent().expect("a parent")).expect("a writable folder");
    fs::rename(folder.join("release"), deployed).expect("a folder that can be renamed");
    let site = readme::configuration(server, location);
    let site = replace(&site, " /srv/", &format!(" {}/srv/", folder.display()));
    let program = program(server);
    let mut command = Command::new(&program);
    let (name, text) = match server {
        WebServer::Nginx => {
            command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf")).args(["-e", "stderr"]);
            ("nginx.conf", nginx(&program, &replace(&site, "listen 80;", &format!("listen 127.0.0.1:{port};"))))
        }
        WebServer::Caddy => {
            command.args(["run", "--adapter", "caddyfile", "--config"]).arg(folder.join("Caddyfile"));
            command.env("HOME", folder).env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
            ("Caddyfile", caddy(&replace(&site, "app.example.org", &format!("http://127.0.0.1:{port}"))))
        }
    };
    fs::write(folder.join(name), text).expect("a writable folder");
    command
}

/// Returns the encodings that the server can send. nginx can send brotli only if it has a certain module, which may be
/// missing.
pub fn encodings(server: WebServer) -> &'static [&'static str] {
    match server {
        WebServer::Nginx if brotli_module(&program(server)).is_none() => {
            println!("Not tested: brotli in nginx. Install libnginx-mod-http-brotli-static.");
            &["gzip"]
        }
        WebServer::Nginx | WebServer::Caddy => &["br", "gzip"],
    }
}

fn program(server: WebServer) -> PathBuf {
    server.find().unwrap_or_else(|| panic!("{} is not installed", server.name()))
}

/// Runs the README's command that converts the `_headers` file of the release for this server.
fn write_headers(server: WebServer, folder: &Path) {
    let file = match server {
        WebServer::Nginx => "evergreen-headers.conf",
        WebServer::Caddy => "evergreen-headers.caddy",
    };
    let status = Command::new("sh").arg("-c").arg(readme::command_for(file)).current_dir(folder).status();
    assert!(status.expect("a shell").success(), "the README's command for {file} failed");
}

/// Completes the configuration for nginx. With the result, nginx runs as one process in the foreground, keeps all its
/// files in its own folder, and uses the media types of its installation.
fn nginx(program: &Path, site: &str) -> String {
    let types = built_with(program, "--conf-path=").expect("the path of nginx.conf").with_file_name("mime.types");
    let (module, site) = match brotli_module(program) {
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

/// Returns the module with which nginx sends the files `NAME.br`; `None` if it is not installed.
fn brotli_module(nginx: &Path) -> Option<PathBuf> {
    let module = built_with(nginx, "--modules-path=")?.join("ngx_http_brotli_static_module.so");
    module.exists().then_some(module)
}

/// Returns the path that was given with this option when nginx was built. `option` ends with `=`, as in `--conf-path=`.
/// `None` if nginx was built without this option.
fn built_with(nginx: &Path, option: &str) -> Option<PathBuf> {
    let about = Command::new(nginx).arg("-V").output().expect("nginx prints how it was built");
    let about = String::from_utf8_lossy(&about.stderr).into_owned();
    about.split_whitespace().find_map(|word| word.strip_prefix(option)).map(PathBuf::from)
}

/// Completes the configuration for Caddy. With the result, Caddy opens no port for its administration, and requests no
/// certificates.
fn caddy(site: &str) -> String {
    format!("{{\nadmin off\nauto_https off\n}}\n{site}")
}

/// Replaces `old` with `new`. Panics unless `old` occurs exactly once in the text.
fn replace(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "the README's configuration must contain {old:?} exactly once");
    text.replace(old, new)
}

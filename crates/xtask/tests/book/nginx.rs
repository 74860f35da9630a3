//! Follows the chapter about nginx with the real nginx: its commands and its files, as they are printed.

use super::{
    absent::not_tested,
    machine::{Machine, PAGE, header},
};
use std::{fs, path::PathBuf, process::Command};
use xtask::{
    process::Running,
    tools::{self, WebServer},
    web_host::WebHost,
};

const SERVER: &str = "/etc/nginx/evergreen-server.conf";
/// The beginning of the command that also removes the line for brotli.
const WITHOUT_BROTLI: &str = "sed -e ";

/// Returns the machine on which the release is built for this path and this API. `None` if there is no nginx.
async fn machine(public_url: &str, api_base: &str) -> Option<(Machine, PathBuf)> {
    let Some(nginx) = WebServer::Nginx.find() else {
        not_tested("the chapter about nginx", "There is no nginx.");
        return None;
    };
    Some((Machine::new(WebHost::Nginx, "deployment/nginx.md", public_url, api_base).await, nginx))
}

/// Writes a main configuration like that of Debian, which includes the files in `conf.d`. Returns the arguments for
/// nginx.
fn arguments(machine: &Machine, module: Option<&PathBuf>) -> Vec<String> {
    let module = module.map(|module| format!("load_module {};\n", module.display())).unwrap_or_default();
    let folders: String =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|name| format!("{name}_temp_path {name};\n")).concat();
    let text = format!(
        "{module}daemon off;\nmaster_process off;\npid nginx.pid;\nevents {{}}\nhttp {{\naccess_log off;\n{folders}include \
         /etc/nginx/conf.d/*.conf;\n}}\n"
    );
    machine.write("/etc/nginx/nginx.conf", &text);
    let path = |path: &str| machine.path(path).display().to_string();
    vec!["-p".into(), path("/"), "-c".into(), path("/etc/nginx/nginx.conf"), "-e".into(), "stderr".into()]
}

/// Checks the configuration as the chapter does, and starts nginx with it.
async fn serve(machine: &Machine, nginx: &PathBuf, module: Option<&PathBuf>) -> Running {
    let arguments = arguments(machine, module);
    let check = machine.line("sudo nginx -t && ").split(" && ").next().expect("a command");
    assert_eq!(check, "sudo nginx -t");
    let mut command = Command::new(nginx);
    command.arg("-t").args(&arguments);
    machine.accepts(command);
    let mut command = Command::new(nginx);
    command.args(arguments);
    machine.serve(command).await
}

#[tokio::test]
async fn nginx_takes_the_files_for_a_site_with_https() {
    for with_brotli in [true, false] {
        let Some((machine, nginx)) = machine("/", "/api").await else { return };
        let module = tools::nginx::brotli_module(&nginx);
        if with_brotli && module.is_none() {
            not_tested("brotli in nginx", "Its module is missing (Debian: libnginx-mod-http-brotli-static).");
            continue;
        }
        machine.write(SERVER, machine.block("nginx", "listen 443 ssl;"));
        machine.write("/etc/nginx/conf.d/evergreen-redirect.conf", machine.block("nginx", "server {"));
        let certificate = rcgen::generate_simple_self_signed(["app.example.org".to_owned()]).expect("a certificate");
        let folder = "/etc/letsencrypt/live/app.example.org";
        machine.write(&format!("{folder}/fullchain.pem"), &certificate.cert.pem());
        machine.write(&format!("{folder}/privkey.pem"), &certificate.signing_key.serialize_pem());
        machine.install(machine.line(if with_brotli { "sed 's" } else { WITHOUT_BROTLI }), &[]);
        let _running = serve(&machine, &nginx, module.as_ref().filter(|_| with_brotli)).await;
        let answer = machine.get("/profile?a=b").await;
        let location = header(&answer, "location");
        assert_eq!((answer.status().as_u16(), location), (301, "https://app.example.org/profile?a=b"));
    }
}

#[tokio::test]
async fn nginx_takes_the_files_for_another_proxy_in_front_and_another_api() {
    let Some((machine, nginx)) = machine("/", "/api").await else { return };
    let server = format!("{}client_max_body_size 20m;\n", machine.block("nginx", "listen 80;"));
    assert!(machine.has_code("client_max_body_size 20m;"));
    machine.write(SERVER, &server);
    machine.install(machine.line(WITHOUT_BROTLI), &[machine.expression("proxy_set_header Host")]);
    let _running = serve(&machine, &nginx, None).await;
    assert_eq!(machine.get("/profile").await.text().await.expect("a body"), PAGE);
    assert_eq!(machine.get("/api/test").await.text().await.expect("a body"), "/api/test app.example.org http");
}

#[tokio::test]
async fn nginx_serves_the_rest_of_a_site_and_an_api_below_its_path() {
    let Some((machine, nginx)) = machine("/portal/", "/portal/api").await else { return };
    let rest = "location / { return 200 'the rest'; }\n";
    machine.write(SERVER, &format!("{}{rest}", machine.block("nginx", "listen 80;")));
    let (not_found, api) = (machine.expression("return 404"), machine.expression("proxy_pass"));
    machine.install(machine.line(WITHOUT_BROTLI), &[not_found, api]);
    let installed = fs::read_to_string(machine.path("release.conf")).expect("the output of sed");
    assert!(installed.contains(machine.block("nginx", "proxy_pass").trim().replace('\n', " ").as_str()), "{installed}");
    let _running = serve(&machine, &nginx, None).await;
    let text = async |path: &str| machine.get(path).await.text().await.expect("a body");
    assert_eq!(text("/about").await, "the rest");
    assert_eq!(text("/portal/profile").await, PAGE);
    let answer = machine.get("/portal/api/auth/signin").await;
    assert_eq!(header(&answer, "set-cookie"), "refresh=1; Path=/portal/api/auth/refreshtoken; HttpOnly");
    assert!(answer.text().await.expect("a body").starts_with("/api/auth/signin "));
}

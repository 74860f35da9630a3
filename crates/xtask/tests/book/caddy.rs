//! Follows the chapter about Caddy with the real Caddy: its commands and its files, as they are printed.

use super::{
    absent::not_tested,
    machine::{Machine, PAGE, header},
};
use std::{path::PathBuf, process::Command};
use xtask::{process::Running, tools::WebServer, web_host::WebHost};

const MAIN: &str = "/etc/caddy/Caddyfile";
const REST: &str = "/etc/caddy/evergreen-rest.caddy";
/// The site that Debian's package has in its own configuration.
const OTHER_SITE: &str = ":80 {\n    root * /usr/share/caddy\n    file_server\n}\n";

/// Returns the machine on which the release is built for this path and this API. `None` if there is no Caddy.
async fn machine(public_url: &str, api_base: &str) -> Option<(Machine, PathBuf)> {
    let Some(caddy) = WebServer::Caddy.find() else {
        not_tested("the chapter about Caddy", "There is no Caddy.");
        return None;
    };
    Some((Machine::new(WebHost::Caddy, "deployment/caddy.md", public_url, api_base).await, caddy))
}

/// Installs the site with this name, and checks the configuration as the chapter does.
fn install(machine: &Machine, caddy: &PathBuf, name: &str, further: &[&str]) {
    let command = machine.line("sed ");
    assert_eq!(command.matches("YOUR-SITE").count(), 1);
    // With several expressions, each has `-e` before it.
    let command = if further.is_empty() { command.to_owned() } else { command.replacen("sed ", "sed -e ", 1) };
    machine.install(&command.replace("YOUR-SITE", &name.replace('/', "\\/")), further);
    machine.write(MAIN, &format!("{OTHER_SITE}{}", machine.block("text", "import evergreen.Caddyfile")));
    let check = machine.line("caddy validate ").split(" && ").next().expect("a command");
    let words: Vec<_> = check.split(' ').collect();
    assert_eq!(words, ["caddy", "validate", "--config", MAIN]);
    let mut validate = Command::new(caddy);
    validate.args(&words[1..3]).arg(machine.path(MAIN));
    machine.accepts(validate);
}

/// Starts Caddy with the site alone, without certificates.
async fn serve(machine: &Machine, caddy: &PathBuf) -> Running {
    let import = machine.block("text", "import evergreen.Caddyfile");
    machine.write(MAIN, &format!("{{\nadmin off\nauto_https off\n}}\n{import}"));
    let mut run = Command::new(caddy);
    run.args(["run", "--config"]).arg(machine.path(MAIN));
    machine.serve(run).await
}

#[tokio::test]
async fn caddy_takes_the_files_for_a_site_with_https() {
    let Some((machine, caddy)) = machine("/", "/api").await else { return };
    install(&machine, &caddy, "www.example.org", &[]);
}

#[tokio::test]
async fn caddy_serves_the_rest_of_a_site_and_an_api_below_its_path() {
    let Some((machine, caddy)) = machine("/portal/", "/portal/api").await else { return };
    let rest = format!("{}{}", machine.block("text", "handle /portal/api/*"), machine.block("text", "route {"));
    machine.write(REST, &rest);
    machine.write("/srv/website/about.html", "the rest");
    let (not_found, api) = (machine.expression("respond 404"), machine.expression("handle "));
    let site = format!("http://127.0.0.1:{0}, http://app.example.org:{0}", machine.http);
    install(&machine, &caddy, &site, &[not_found, api]);
    let _running = serve(&machine, &caddy).await;
    let text = async |path: &str| machine.get(path).await.text().await.expect("a body");
    assert_eq!(text("/about.html").await, "the rest");
    assert_eq!(text("/portal/profile").await, PAGE);
    let answer = machine.get("/portal/api/auth/signin").await;
    assert_eq!(header(&answer, "set-cookie"), "refresh=1; Path=/portal/api/auth/refreshtoken; HttpOnly");
    assert!(answer.text().await.expect("a body").starts_with("/api/auth/signin "));
}

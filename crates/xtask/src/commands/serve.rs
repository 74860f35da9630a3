//! `cargo xtask serve`: runs the app for development. The app calls the companion server, or another server that the
//! person has named.

use crate::{
    api_base::ApiBase,
    companion::{self, Behaviour},
    dev_config::DevConfig,
    port,
    process::Running,
    tools::Tools,
};
use anyhow::{Result, anyhow, bail, ensure};
use std::ffi::OsString;

/// The port of the app's default origin. Servers that follow the contract allow this origin.
pub const PORT: u16 = 8081;

/// Run the app and its companion server until Ctrl-C, after installing what is missing
///
/// The app is built again whenever its sources change. The companion server has demo accounts and access tokens that
/// expire soon, and loses all data when it stops.
#[derive(Clone, Debug, clap::Args)]
pub struct Serve {
    /// The port of the app; the companion server allows the origin with this port
    #[arg(long, value_name = "PORT", default_value_t = PORT, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
    /// The port of the companion server; the app sends its calls there
    #[arg(long, value_name = "PORT", default_value_t = companion::PORT, value_parser = clap::value_parser!(u16).range(1..))]
    server_port: u16,
    /// Your own server, such as `https://api.example.org/api`: the app calls it, and no companion server is started
    ///
    /// The server must allow the origin of the app, with credentials. The origin is http://localhost:8081, or has the
    /// port of --port. A path such as `/api` means the app's own origin, and needs a `[[proxy]]` in Trunk.toml.
    #[arg(long, value_name = "URL", conflicts_with_all = ["server_port", "access", "like"])]
    api_base: Option<ApiBase>,
    #[command(flatten)]
    behaviour: Behaviour,
}

impl Serve {
    /// Runs the app until it ends. If no other server is given, also runs the companion server. In this case, the app
    /// also stops when the companion server ends.
    ///
    /// # Errors
    /// If a port is taken, if a build fails, or if the app or the companion server ends.
    pub async fn run(self) -> Result<()> {
        // The ports are checked first, because the next steps take long.
        self.ensure_ports_free().await?;
        let config = self.config()?;
        let origin = format!("http://localhost:{}", self.port);
        let server = async {
            match &self.api_base {
                Some(_) => Ok(None),
                None => companion::start(self.behaviour, self.server_port, &origin).await.map(Some),
            }
        };
        let (mut app, mut server) = if self.api_base.is_some() || companion::is_compiled()? {
            // An unchanged server starts within a second, and the tools may have to be installed. Then the app follows. So the
            // page of a tab that is still open finds the server when Trunk loads this page again.
            let (mut server, tools) = tokio::try_join!(server, Tools::for_builds())?;
            let app = tokio::select! {
                app = self.start_app(&tools, config.as_ref()) => app?,
                error = ended(&mut server) => return Err(error),
            };
            (app, server)
        } else {
            // The person sees the app first, and does not wait until the server is built too. That takes a minute and a
            // half on two cores. Both builds at the same time would not help: cargo lets only one of them write into the
            // build folder, and the second one waits ("Blocking waiting for file lock on artifact directory").
            let mut app = self.start_app(&Tools::for_builds().await?, config.as_ref()).await?;
            println!("{}", ready_without_server(&origin));
            let server = tokio::select! {
                server = server => server?,
                status = app.ended() => bail!("`trunk serve` ended ({}): see above.", status?),
            };
            (app, server)
        };
        match &self.api_base {
            Some(api) => println!("{}", ready_for(api, &origin)),
            None => println!("{}", ready(&format!("{origin}/"), self.server_port, self.behaviour)),
        }
        tokio::select! {
            status = app.ended() => bail!("`trunk serve` ended ({}): see above.", status?),
            error = ended(&mut server) => Err(error),
        }
    }

    /// Starts Trunk, which builds and serves the app, and waits until the app answers.
    async fn start_app(&self, tools: &Tools, config: Option<&DevConfig>) -> Result<Running> {
        println!("Building the app (the first time about a minute) …");
        let mut trunk = tools.trunk();
        trunk.args(self.trunk_arguments(config));
        let mut app = Running::start(&mut trunk)?;
        tokio::select! {
            () = port::answers(self.port, "/") => Ok(app),
            status = app.ended() => bail!("`trunk serve` ended before it answered ({}): see above.", status?),
        }
    }

    async fn ensure_ports_free(&self) -> Result<()> {
        let or = |option: &'static str| move |error| anyhow!("{error:#} Or choose another port with {option}.");
        port::ensure_free(self.port, "the app").await.map_err(or("--port"))?;
        if self.api_base.is_none() {
            ensure!(
                self.port != self.server_port,
                "The app and the companion server cannot both have port {}: choose another one with --port or --server-port.",
                self.port
            );
            companion::ensure_port_free(self.server_port).await.map_err(or("--server-port"))?;
        }
        Ok(())
    }

    /// Returns the API that the page must name in place of the one in index.html. Returns `None` if `--api-base` is not
    /// given and the companion server has its default port, because index.html already names this server's API.
    fn other_api(&self) -> Result<Option<ApiBase>> {
        match &self.api_base {
            Some(api) => Ok(Some(api.clone())),
            None if self.server_port == companion::PORT => Ok(None),
            None => companion::api_base(self.server_port).parse().map(Some),
        }
    }

    /// Writes a configuration for Trunk and returns it. Returns `None` if Trunk can use Trunk.toml as it is.
    fn config(&self) -> Result<Option<DevConfig>> {
        let api = self.other_api()?;
        if self.port == PORT && api.is_none() {
            return Ok(None);
        }
        DevConfig::write(self.port, api.as_ref()).map(Some)
    }

    fn trunk_arguments(&self, config: Option<&DevConfig>) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec!["serve".into(), "--port".into(), self.port.to_string().into()];
        if let Some(config) = config {
            arguments.extend(["--config".into(), config.path().into()]);
        }
        arguments
    }
}

/// Waits until the companion server ends, and returns an error that says this. If there is no companion server, this
/// waits forever.
async fn ended(server: &mut Option<Running>) -> anyhow::Error {
    let Some(server) = server else { return std::future::pending().await };
    match server.ended().await {
        Ok(status) => anyhow!("The companion server ended ({status}): see above."),
        Err(error) => error,
    }
}

/// Returns the message that is printed when the app answers and the companion server is not built yet. `origin` is that
/// of the app.
fn ready_without_server(origin: &str) -> String {
    format!(
        "\nThe app is already at {origin}/. Its server is not built yet, so the app cannot reach it, and nobody can sign \
         in.\n"
    )
}

/// Returns the message that is printed when the app and the companion server are ready. It contains the address of the
/// app, the accounts and the API base.
pub fn ready(url: &str, server_port: u16, behaviour: Behaviour) -> String {
    format!(
        "\nEvergreen is ready: {url}\n\
         Sign in as user, moderator or admin; the password is evergreen.\n\
         The API is {}; its access tokens last {} s. Ctrl-C stops both.\n",
        companion::api_base(server_port),
        behaviour.access,
    )
}

/// Returns the message that is printed when the app is ready and calls another server.
fn ready_for(api: &ApiBase, origin: &str) -> String {
    format!(
        "\nEvergreen is ready: {origin}/\n\
         It calls {api}. If the server refuses its calls, this command says why:\n\
         cargo xtask check-server {api} --origin {origin}\n\
         Ctrl-C stops the app.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        serve: Serve,
    }

    fn parse(arguments: &[&str]) -> Result<Serve, clap::Error> {
        Line::try_parse_from(["serve"].iter().chain(arguments)).map(|line| line.serve)
    }

    fn api(arguments: &[&str]) -> Option<String> {
        parse(arguments).expect("good arguments").other_api().expect("an API base").map(|api| api.to_string())
    }

    #[test]
    fn without_options_the_ports_are_those_of_the_contract_and_trunk_toml_stays() {
        let serve = parse(&[]).expect("good arguments");
        assert_eq!((serve.port, serve.server_port), (8081, 8080));
        assert!(serve.config().expect("no configuration is needed").is_none());
        assert_eq!(serve.trunk_arguments(None), ["serve", "--port", "8081"]);
    }

    #[test]
    fn other_ports_are_those_of_trunk_and_of_the_api() {
        assert_eq!(api(&["--port", "9081"]), None);
        assert_eq!(api(&["--server-port", "9080"]).as_deref(), Some("http://localhost:9080/api"));
        let serve = parse(&["--port", "9081"]).expect("good arguments");
        assert_eq!(serve.trunk_arguments(None), ["serve", "--port", "9081"]);
    }

    #[test]
    fn an_own_server_replaces_the_companion_server_and_its_options() {
        let own = ["--api-base", "https://api.example.org/api/"];
        assert_eq!(api(&own).as_deref(), Some("https://api.example.org/api"));
        assert_eq!(parse(&[&own[..], &["--port", "9081"]].concat()).expect("good arguments").port, 9081);
        for other in [["--server-port", "9080"], ["--access", "5"], ["--like", "node"]] {
            assert!(parse(&[&own[..], &other[..]].concat()).is_err(), "{other:?}");
        }
        for bad in [["--port", "0"], ["--server-port", "70000"], ["--api-base", "localhost:8080"]] {
            assert!(parse(&bad).is_err(), "{bad:?}");
        }
    }

    #[tokio::test]
    async fn a_port_that_cannot_be_used_is_reported_with_the_option_for_another_one() {
        let taken = port::listen(0).await.expect("a free port");
        let taken_port = taken[0].local_addr().expect("bound").port().to_string();
        for (arguments, option) in [
            (vec!["--port", &taken_port, "--api-base", "http://localhost:1/api"], "--port"),
            (vec!["--port", "1", "--server-port", "1"], "--port"),
        ] {
            let error = parse(&arguments).expect("good arguments").ensure_ports_free().await.expect_err("refused");
            assert!(error.to_string().contains(option), "{error}");
        }
    }

    #[test]
    fn the_message_names_the_server_and_the_check() {
        let message = ready_for(&"https://api.example.org/api".parse().expect("a good base"), "http://localhost:9081");
        assert!(
            message.contains("check-server https://api.example.org/api --origin http://localhost:9081"),
            "{message}"
        );
        let behaviour = parse(&[]).expect("good arguments").behaviour;
        assert!(ready("http://localhost:9081/", 9080, behaviour).contains("http://localhost:9080/api"));
    }
}

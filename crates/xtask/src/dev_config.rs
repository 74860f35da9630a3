//! The configuration with which `trunk serve` runs on another port or for another API. It is a changed copy of
//! Trunk.toml, because Trunk has no option that changes the headers that it sends.

use crate::{
    api_base::{self, ApiBase},
    commands::write_api_base,
    connect_src, project,
};
use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The configuration file. It is in the project's root, because Trunk resolves all paths from the folder of its
/// configuration. Dropping this value removes the file.
#[derive(Debug)]
pub struct DevConfig(PathBuf);

impl DevConfig {
    /// Writes the configuration with which `trunk serve` serves the app at this port of localhost. The app then calls
    /// `api`. If `api` is `None`, the app calls the API base in index.html.
    ///
    /// # Errors
    /// - Trunk.toml or index.html cannot be read or is not valid.
    /// - `api` is on the app's own origin, and Trunk.toml has no proxy.
    /// - The path of this program is unknown.
    /// - The configuration file cannot be written.
    pub fn write(port: u16, api: Option<&ApiBase>) -> Result<Self> {
        let root = project::root();
        let trunk = fs::read_to_string(root.join("Trunk.toml")).context("Trunk.toml cannot be read.")?;
        let page = fs::read_to_string(root.join("index.html")).context("index.html cannot be read.")?;
        let program = env::current_exe().context("The path of this program is unknown.")?;
        let config = changed(&trunk, &page, port, api, &program)?;
        let file = Self(root.join(".trunk-serve.json"));
        fs::write(&file.0, config.to_string())
            .with_context(|| format!("{} could not be written.", file.0.display()))?;
        Ok(file)
    }

    /// Returns the path of the configuration file, for the option `--config` of Trunk.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for DevConfig {
    fn drop(&mut self) {
        // An error is ignored. If the file stays, it is overwritten the next time a configuration is written.
        let _ = fs::remove_file(&self.0);
    }
}

/// Returns a changed copy of the configuration. `trunk` is the text of Trunk.toml, and `page` is the text of
/// index.html. With the copy, `trunk serve` uses the port `port`. Each policy in the copy allows the address of Trunk's
/// live reload at this port.
///
/// If there is an `api`, each policy also allows its origin, and the copy contains a hook: after each build, Trunk
/// calls `program` to write the API base into the page.
fn changed(trunk: &str, page: &str, port: u16, api: Option<&ApiBase>, program: &Path) -> Result<Value> {
    let mut config: Map<String, Value> = toml::from_str(trunk).context("Trunk.toml is no valid TOML.")?;
    let named = api_base::named(page)?;
    let serve = config.entry("serve").or_insert_with(|| json!({}));
    let serve = serve.as_object_mut().context("`serve` in Trunk.toml is no table.")?;
    let before = serve.insert("port".to_owned(), port.into());
    let before = before.and_then(|port| port.as_u64()).map(|port| format!("ws://localhost:{port}"));
    let headers = serve.get_mut("headers").and_then(Value::as_object_mut);
    for (_, value) in headers.into_iter().flatten().filter(|(name, _)| connect_src::is_policy(name)) {
        let Some(mut text) = value.as_str().map(str::to_owned) else { continue };
        text = connect_src::connect_to(&text, &format!("ws://localhost:{port}"), before.as_deref());
        if let Some(api) = api {
            text = connect_src::connect_to(&text, api.source(), named.as_ref().map(ApiBase::source));
        }
        *value = text.into();
    }
    if let Some(api) = api {
        ensure!(
            api.source() != connect_src::OWN_ORIGIN || config.contains_key("proxy") || config.contains_key("proxies"),
            "`{api}` is on the app's own origin, where only the app answers: give the server's full address, or let Trunk \
             pass these calls on with a `[[proxy]]` in Trunk.toml."
        );
        let hook = json!({
            "stage": "post_build",
            "command": program,
            "command_arguments": [write_api_base::NAME, api.to_string()],
        });
        let hooks = config.entry("hooks").or_insert_with(|| json!([]));
        hooks.as_array_mut().context("`hooks` in Trunk.toml is no list.")?.push(hook);
    }
    Ok(config.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUNK: &str = "[build]\ntarget = \"index.html\"\n[serve]\nport = 8081\n[serve.headers]\n\
        \"Content-Security-Policy-Report-Only\" = \"connect-src 'self' http://localhost:8080 ws://localhost:8081\"\n\
        \"Cache-Control\" = \"no-store\"\n";
    const PAGE: &str = r#"<meta name="api-base" content="http://localhost:8080/api">"#;

    fn of(trunk: &str, port: u16, api: Option<&str>) -> Result<Value> {
        let api = api.map(|api| api.parse().expect("a good base"));
        changed(trunk, PAGE, port, api.as_ref(), Path::new("/bin/xtask"))
    }

    fn policy(config: &Value) -> &str {
        config["serve"]["headers"]["Content-Security-Policy-Report-Only"].as_str().expect("a text")
    }

    #[test]
    fn another_port_is_in_the_policy_and_the_rest_stays() {
        let config = of(TRUNK, 9081, None).expect("a configuration");
        assert_eq!(config["serve"]["port"], 9081);
        assert_eq!(policy(&config), "connect-src 'self' http://localhost:8080 ws://localhost:9081");
        assert_eq!(config["serve"]["headers"]["Cache-Control"], "no-store");
        assert_eq!(config["build"]["target"], "index.html");
        assert_eq!(config.get("hooks"), None);
    }

    #[test]
    fn another_api_is_in_the_policy_and_in_the_page() {
        let trunk = format!("{TRUNK}[[hooks]]\nstage = \"build\"\ncommand = \"mine\"\n");
        let config = of(&trunk, 8081, Some("https://api.example.org/v1")).expect("a configuration");
        assert_eq!(policy(&config), "connect-src 'self' ws://localhost:8081 https://api.example.org");
        assert_eq!(config["hooks"][0]["command"], "mine");
        assert_eq!(config["hooks"][1]["command"], "/bin/xtask");
        assert_eq!(
            config["hooks"][1]["command_arguments"],
            json!([write_api_base::NAME, "https://api.example.org/v1"])
        );
    }

    #[test]
    fn an_api_on_the_apps_own_origin_needs_a_proxy() {
        let error = of(TRUNK, 8081, Some("/api")).expect_err("nothing answers there").to_string();
        assert!(error.contains("[[proxy]]") && error.contains("full address"), "{error}");
        let with_proxy = format!("{TRUNK}[[proxy]]\nbackend = \"http://localhost:9000/api\"\n");
        let config = of(&with_proxy, 8081, Some("/api")).expect("a configuration");
        assert_eq!(policy(&config), "connect-src 'self' ws://localhost:8081");
    }

    #[test]
    fn the_projects_own_files_can_be_changed() {
        let config = DevConfig::write(9081, Some(&"http://localhost:9080/api".parse().expect("a good base")));
        let config = config.expect("a configuration");
        let path = config.path().to_owned();
        let text = fs::read_to_string(&path).expect("the file");
        assert!(text.contains("ws://localhost:9081") && text.contains("http://localhost:9080/api"), "{text}");
        assert!(!text.contains("localhost:8080") && !text.contains("localhost:8081"), "{text}");
        drop(config);
        assert!(!path.exists());
    }
}

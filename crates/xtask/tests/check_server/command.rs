//! Tests `cargo xtask check-server` as a user runs it: exit codes, output, and the secrets that it never prints.

use crate::proxy::{Proxy, unchanged};
use evergreen_backend::{Config, Fault, Like, Server, Times};
use std::process::Output;
use tokio::{net::TcpListener, process::Command};

async fn start(like: Like) -> Server {
    Server::start(Config { like, ..Config::for_tests() }).await.expect("the server starts")
}

async fn run(arguments: &[&str], password: Option<&str>) -> Output {
    let password: Vec<_> = password.map(|password| ("EVERGREEN_PASSWORD", password)).into_iter().collect();
    run_with(arguments, &password).await
}

/// Runs `check-server` with these arguments and environment variables. The command does not inherit the variable
/// `EVERGREEN_PASSWORD` from the test. It receives this variable only if `variables` contains it.
pub async fn run_with(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("check-server").args(arguments).env_remove("EVERGREEN_PASSWORD");
    command.envs(variables.iter().copied()).output().await.expect("the command runs")
}

/// Returns everything that the command has printed: first its standard output, then its standard error.
pub fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[tokio::test]
async fn the_exit_code_says_whether_the_app_works() {
    let server = start(Like::Node).await;
    let works = run(&[&server.api(), "--demo"], None).await;
    assert_eq!(works.status.code(), Some(0), "{}", printed(&works));
    let text = printed(&works);
    assert!(text.contains("The app works with this server") && text.contains("≠ differs"), "{text}");
    assert!(!text.contains('\u{1b}'), "no colours but on a terminal: {text}");

    server.fault("GET /api/test/user", Fault::Html(200), Times::Always);
    let broken = run(&[&server.api(), "--demo"], None).await;
    assert_eq!(broken.status.code(), Some(1), "{}", printed(&broken));
    assert!(printed(&broken).contains("✗ FAILS"));
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_an_error_and_not_a_finding() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let api = format!("http://127.0.0.1:{}/api", listener.local_addr().expect("an address").port());
    // The port is open, but no program answers a request.
    let silent = run(&[&api, "--timeout", "1"], None).await;
    assert_eq!(silent.status.code(), Some(2), "{}", printed(&silent));
    drop(listener);
    let gone = run(&[&api], None).await;
    assert_eq!(gone.status.code(), Some(2), "{}", printed(&gone));
    assert!(printed(&gone).contains("cannot be reached") && printed(&gone).contains("Is the server running"));
}

#[tokio::test]
async fn the_error_for_a_wrong_command_says_what_to_do() {
    for (arguments, remedy) in [
        (&["/api"][..], "full address"),
        (&["http://localhost:1/api", "--user", "amy"], "EVERGREEN_PASSWORD"),
        (&["http://localhost:1/api", "--origin", "localhost"], "http://localhost:8081"),
        (&["http://localhost:1/api", "--demo", "--add-users"], "cannot be used with"),
        (&["http://localhost:1/api", "--reuse-token"], "--add-users"),
        (&[], "Usage"),
    ] {
        let output = run(arguments, None).await;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", printed(&output));
        assert!(printed(&output).contains(remedy), "{arguments:?}: {}", printed(&output));
    }
}

#[tokio::test]
async fn the_password_is_read_from_the_environment_and_never_printed() {
    let server = start(Like::Own).await;
    let good = run(&[&server.api(), "--user", "moderator"], Some("evergreen")).await;
    assert_eq!(good.status.code(), Some(0), "{}", printed(&good));
    let bad = run(&[&server.api(), "--user", "moderator"], Some("a-secret-of-mine")).await;
    assert_eq!(bad.status.code(), Some(1), "{}", printed(&bad));
    assert!(!printed(&bad).contains("a-secret-of-mine"));
}

#[tokio::test]
async fn no_token_is_ever_printed() {
    for (like, account) in [
        (Like::Own, &["--add-users", "--reuse-token"][..]),
        (Like::Spring, &["--demo"]),
        (Like::Spring, &["--add-users"]),
        (Like::Node, &["--demo"]),
    ] {
        let server = start(like).await;
        let proxy = Proxy::start(server.url(), unchanged).await;
        let api = proxy.api();
        let mut output_text = String::new();
        for form in [&[][..], &["--json"]] {
            let output = run(&[&[api.as_str()], account, form].concat(), None).await;
            assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
            output_text += &printed(&output);
        }
        let tokens = proxy.tokens();
        assert!(tokens.len() > 6, "sessions have begun: {tokens:?}");
        if like == Like::Spring {
            assert!(tokens.iter().any(|token| proxy.bodies().contains(token)), "a refusal has quoted a token");
        }
        for token in tokens {
            assert!(!output_text.contains(&token), "{like:?} {account:?}: {token} in {output_text}");
        }
    }
}

#[tokio::test]
async fn the_findings_can_be_printed_as_json() {
    let server = start(Like::Own).await;
    let output = run(&[&server.api(), "--add-users", "--json"], None).await;
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("only JSON");
    assert_eq!(report["api"], server.api());
    assert_eq!(report["added"].as_array().map(Vec::len), Some(2));
    let finding = &report["sections"][0]["findings"][0];
    assert_eq!((finding["check"].as_str(), finding["mark"].as_str()), (Some("site"), Some("passes")));
}

#[tokio::test]
async fn the_names_of_added_users_are_printed() {
    let server = start(Like::Own).await;
    let output = run(&[&server.api(), "--add-users"], None).await;
    let text = printed(&output);
    let line = text.lines().find(|line| line.contains("has added these users")).unwrap_or_else(|| panic!("{text}"));
    assert_eq!(line.matches("check-").count(), 2, "{line}");
    assert!(line.contains("not removed"));
}

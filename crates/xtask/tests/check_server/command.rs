//! The command as a person calls it: exit codes, the words, and what is never among them.

use crate::proxy::{Proxy, as_it_came};
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

/// Runs the command in an environment with these variables, and without a password otherwise.
pub async fn run_with(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("check-server").args(arguments).env_remove("EVERGREEN_PASSWORD");
    command.envs(variables.iter().copied()).output().await.expect("the command runs")
}

/// Everything that was printed.
pub fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[tokio::test]
async fn the_exit_code_says_whether_the_app_works() {
    let server = start(Like::Node).await;
    let works = run(&[&server.api(), "--demo"], None).await;
    assert_eq!(works.status.code(), Some(0), "{}", words(&works));
    let text = words(&works);
    assert!(text.contains("The app works with this server") && text.contains("≠ differs"), "{text}");
    assert!(!text.contains('\u{1b}'), "no colours but on a terminal: {text}");

    server.fault("GET /api/test/user", Fault::Html(200), Times::Always);
    let broken = run(&[&server.api(), "--demo"], None).await;
    assert_eq!(broken.status.code(), Some(1), "{}", words(&broken));
    assert!(words(&broken).contains("✗ FAILS"));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_no_finding() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let api = format!("http://127.0.0.1:{}/api", listener.local_addr().expect("an address").port());
    // It is there, and says nothing.
    let silent = run(&[&api, "--timeout", "1"], None).await;
    assert_eq!(silent.status.code(), Some(2), "{}", words(&silent));
    drop(listener);
    let gone = run(&[&api], None).await;
    assert_eq!(gone.status.code(), Some(2), "{}", words(&gone));
    assert!(words(&gone).contains("cannot be reached") && words(&gone).contains("Is the server running"));
}

#[tokio::test]
async fn a_wrong_command_is_told_with_its_remedy() {
    for (arguments, remedy) in [
        (&["/api"][..], "full address"),
        (&["http://localhost:1/api", "--user", "amy"], "EVERGREEN_PASSWORD"),
        (&["http://localhost:1/api", "--origin", "localhost"], "http://localhost:8081"),
        (&["http://localhost:1/api", "--demo", "--add-users"], "cannot be used with"),
        (&["http://localhost:1/api", "--reuse-token"], "--add-users"),
        (&[], "Usage"),
    ] {
        let output = run(arguments, None).await;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", words(&output));
        assert!(words(&output).contains(remedy), "{arguments:?}: {}", words(&output));
    }
}

#[tokio::test]
async fn a_password_comes_from_the_environment_and_goes_nowhere() {
    let server = start(Like::Own).await;
    let good = run(&[&server.api(), "--user", "moderator"], Some("evergreen")).await;
    assert_eq!(good.status.code(), Some(0), "{}", words(&good));
    let bad = run(&[&server.api(), "--user", "moderator"], Some("a-secret-of-mine")).await;
    assert_eq!(bad.status.code(), Some(1), "{}", words(&bad));
    assert!(!words(&bad).contains("a-secret-of-mine"));
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
        let proxy = Proxy::start(server.url(), as_it_came).await;
        let api = proxy.api();
        let mut printed = String::new();
        for form in [&[][..], &["--json"]] {
            let output = run(&[&[api.as_str()], account, form].concat(), None).await;
            assert_eq!(output.status.code(), Some(0), "{}", words(&output));
            printed += &words(&output);
        }
        let tokens = proxy.tokens();
        assert!(tokens.len() > 6, "sessions have begun: {tokens:?}");
        if like == Like::Spring {
            assert!(tokens.iter().any(|token| proxy.bodies().contains(token)), "a refusal has quoted a token");
        }
        for token in tokens {
            assert!(!printed.contains(&token), "{like:?} {account:?}: {token} in {printed}");
        }
    }
}

#[tokio::test]
async fn machines_get_json() {
    let server = start(Like::Own).await;
    let output = run(&[&server.api(), "--add-users", "--json"], None).await;
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON and nothing else");
    assert_eq!(report["api"], server.api());
    assert_eq!(report["added"].as_array().map(Vec::len), Some(2));
    let finding = &report["sections"][0]["findings"][0];
    assert_eq!((finding["check"].as_str(), finding["mark"].as_str()), (Some("site"), Some("kept")));
}

#[tokio::test]
async fn the_users_that_remain_are_named() {
    let server = start(Like::Own).await;
    let output = run(&[&server.api(), "--add-users"], None).await;
    let text = words(&output);
    let line = text.lines().find(|line| line.starts_with("Users that were added")).unwrap_or_else(|| panic!("{text}"));
    assert_eq!(line.matches("check-").count(), 2, "{line}");
    assert!(line.contains("remain"));
}

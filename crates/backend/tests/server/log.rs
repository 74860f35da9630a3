//! Tests the log of the command. If nobody reads the log, the server still responds to requests, and counts the lines
//! that it drops. The log names the cause of an error, and warns about another program on the same port.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};

use evergreen_backend::Config;
use serde_json::Value;

use crate::client::{Client, on_shared_database, on_tested_database, read, sql};
use crate::process::{PATIENCE, Process, free_address};

/// The number of requests. For each request, the server writes one line to the log. The lines wait in a queue, and then
/// in a pipe. The queue and the pipe together are too small for this number of lines.
const REQUESTS: usize = 6000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_nobody_reads_blocks_no_request_and_counts_its_lines() {
    let metrics = free_address();
    let (mut process, address) = Process::demo(&["--metrics", &metrics.to_string()]);
    let (client, operator) = (Client::at(address), Client::at(metrics));
    let path = format!("/{}", "a".repeat(200));
    let answered = async {
        for _ in 0..REQUESTS {
            let response = read(client.request("GET", &path)).await.expect("a response");
            assert_eq!(response.status, 404);
        }
    };
    tokio::time::timeout(PATIENCE, answered).await.expect("each request gets a response");
    let dropped = dropped(&operator).await;
    assert!(dropped > 0, "the test has sent too few requests");

    // Only now does the test read the log. So the server can write the waiting lines. After them, it writes a line that
    // says how many lines it has dropped.
    let lines = process.log().lines_until(|line| line.contains("lines of the log were dropped"));
    let last = lines.last().expect("lines");
    assert!(last.contains(&format!("dropped={dropped}")), "{last}");
    let responded = lines.iter().filter(|line| line.contains("responded")).count();
    assert_eq!(responded + usize::try_from(dropped).expect("a number"), REQUESTS);
}

#[tokio::test]
async fn an_error_inside_the_server_is_logged_with_its_cause_and_its_request() {
    let directory = tempfile::tempdir().expect("a directory");
    let config = on_shared_database(Config::for_tests(), directory.path());
    let (mut process, address) = Process::demo_with(&config, &["--log-format", "json"]);
    let client = Client::at(address);
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    let token = client.cookie("evergreen-refresh").expect("a token");
    sql::execute(&config.database, "ALTER TABLE families RENAME TO lost").await;
    let failed = client.refresh().await;
    assert_eq!(failed.status, 500);
    assert!(!failed.body.contains("families"), "the client does not get the cause: {failed:?}");

    let parse = |line: &str| serde_json::from_str::<Value>(line).expect("JSON");
    let failure = |line: &str| parse(line)["message"] == "responded" && parse(line)["status"] == 500;
    let seen: Vec<Value> = process.log().lines_until(failure).iter().map(|line| parse(line)).collect();
    let error = seen.iter().find(|line| line["level"] == "ERROR").expect("an error");
    assert_eq!(error["span"]["id"], failed.header("x-request-id"), "{error}");
    let causes = ["no such table: families", "relation \"families\" does not exist"];
    let cause = error["error"].as_str().expect("a cause");
    assert!(causes.iter().any(|expected| cause.contains(expected)), "{error}");
    assert!(!seen.iter().any(|line| line.to_string().contains(&token)), "the token is in the log");
}

/// The server gets one of the two loopback addresses. Another program listens on the same port of the other one.
/// Browsers resolve `localhost` to either of these addresses, so they may send passwords to the other program. The
/// server has to warn of this.
#[tokio::test]
async fn another_program_on_the_other_loopback_address_is_named_in_the_log() {
    if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_err() {
        return println!("not tested, because this machine has no IPv6");
    }
    let (v4, v6): (IpAddr, IpAddr) = (Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into());
    for (ours, other) in [(v4, v6), (v6, v4)] {
        // The loop finds a port that is free on both addresses. `other` keeps the port of the second address in use.
        // `free` is closed at the end of the loop, so the server can use the port of the first address.
        let (ours, other) = loop {
            let free = TcpListener::bind((ours, 0)).expect("a free port");
            let ours = free.local_addr().expect("an address");
            if let Ok(other) = TcpListener::bind((other, ours.port())) {
                break (ours, other);
            }
        };
        let named = other.local_addr().expect("an address").to_string();
        let config = on_tested_database(Config { address: ours, ..Config::for_tests() });
        let (mut process, _) = Process::demo_with(&config, &[]);
        // The server writes the warning before it accepts requests. So the lines up to the first response contain the
        // warning.
        read(Client::at(ours).request("GET", "/")).await.expect("a response");
        let seen = process.log().lines_until(|line| line.contains("responded"));
        let names_it = |line: &String| line.contains("another program") && line.contains(&named);
        assert!(seen.iter().any(|line| line.contains("WARN") && names_it(line)), "the log has no warning: {seen:#?}");
    }
}

/// Returns how many lines of the log the server has dropped.
async fn dropped(operator: &Client) -> u64 {
    let metrics = read(operator.request("GET", "/metrics")).await.expect("a response").body;
    let line = metrics.lines().find_map(|line| line.strip_prefix("evergreen_log_lines_dropped_total "));
    line.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("a number is missing: {metrics}"))
}

//! Measures bursts (many requests at once) with an expired and with a valid token. Compares the app with two simpler
//! clients.

use serde::Serialize;
use serde_json::json;

use crate::setup::{RequestCounts, Setup};
use crate::spread::Spread;

/// How many requests are sent at once.
const SIZES: [u32; 3] = [10, 100, 1000];

/// How long the server waits before it responds to a request, in ms.
const DELAY: u64 = 10;

/// A client that sends bursts (many requests at once), and whether its token is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Client {
    /// `fetch` alone with a valid token. Every client uses `fetch`, so the time of this client is the lower limit for
    /// the times of the other clients.
    Plain,
    /// `fetch` alone with an expired token. All requests share the promise of one refresh.
    Shared,
    /// The app with a valid token.
    Valid,
    /// The app with an expired token.
    Expired,
}

/// The results of one client for one size of bursts. A burst is many requests at once.
#[derive(Debug, Serialize)]
pub struct Row {
    /// How many requests were sent at once.
    pub size: u32,
    /// The name of the client that sent the bursts. The name also says whether the client's token was valid or expired.
    pub client: &'static str,
    /// The time of a burst, in ms. For `fetch`, it is the time from the first request to the last response. For the
    /// app, it is the time from the click until the page shows the result.
    pub ms: Spread,
    /// The time of this client's burst, divided by the time of the burst that the app sent with a valid token. Both
    /// bursts have the same size and are from the same round.
    pub ratio: Spread,
    /// The processor time that the page's main thread used during a burst, in ms.
    pub busy: Spread,
    /// The lowest number of successful requests in a burst.
    pub succeeded: u64,
    /// How many requests the server got in a burst, without preflights.
    pub requests: Spread,
    /// How many preflights the server got in a burst.
    pub preflights: Spread,
    /// How many of the requests were refreshes.
    pub refreshes: Spread,
}

/// The result of one burst.
struct Burst {
    ms: f64,
    busy: f64,
    succeeded: u64,
    requests: RequestCounts,
}

impl Client {
    const ALL: [Client; 4] = [Client::Expired, Client::Valid, Client::Shared, Client::Plain];

    fn name(self) -> &'static str {
        match self {
            Client::Plain => "fetch, valid",
            Client::Shared => "fetch + shared promise, expired",
            Client::Valid => "Evergreen, valid",
            Client::Expired => "Evergreen, expired",
        }
    }

    fn expired(self) -> bool {
        matches!(self, Client::Shared | Client::Expired)
    }
}

/// Measures every client with every size. In each round, every client sends one burst, so that other load on the
/// machine affects all clients alike.
pub async fn measure(setup: &Setup, rounds: usize) -> Vec<Row> {
    let page = setup.page();
    page.click("Activity").await;
    page.sees_control("Send burst").await;
    setup.delay(DELAY);
    // First, each client sends one burst that is not measured, because the first burst also opens connections, compiles
    // code and sends a preflight.
    for client in Client::ALL {
        send(setup, client, 100).await;
    }
    let mut rows = Vec::new();
    for size in SIZES {
        let mut results: Vec<[Burst; 4]> = Vec::new();
        for round in 1..=rounds {
            println!("Bursts of {size}: round {round} of {rounds} …");
            let [a, b, c, d] = Client::ALL;
            results.push([
                send(setup, a, size).await,
                send(setup, b, size).await,
                send(setup, c, size).await,
                send(setup, d, size).await,
            ]);
        }
        rows.extend((0..Client::ALL.len()).filter_map(|which| row(size, which, &results)));
    }
    rows
}

async fn send(setup: &Setup, client: Client, size: u32) -> Burst {
    if client.expired() {
        setup.expire();
    }
    setup.take_request_counts();
    let before = setup.devtools().busy().await;
    let address = setup.address("/test/user");
    let result = match client {
        Client::Valid | Client::Expired => setup.run("burst", &[json!(size)]).await,
        Client::Plain => setup.run("plainBurst", &[json!(size), json!(address)]).await,
        Client::Shared => {
            let refresh = setup.address("/auth/refreshtoken");
            setup.run("plainBurst", &[json!(size), json!(address), json!(refresh)]).await
        }
    };
    Burst {
        ms: result["ms"].as_f64().expect("a time"),
        busy: setup.devtools().busy().await - before,
        succeeded: result["succeeded"].as_u64().expect("a number"),
        requests: setup.take_request_counts(),
    }
}

fn row(size: u32, which: usize, results: &[[Burst; 4]]) -> Option<Row> {
    let valid = Client::ALL.iter().position(|client| *client == Client::Valid)?;
    let bursts = || results.iter().map(|round| &round[which]);
    let count = |count: fn(&RequestCounts) -> usize| Spread::of(bursts().map(|burst| count(&burst.requests) as f64));
    Some(Row {
        size,
        client: Client::ALL[which].name(),
        ms: Spread::of(bursts().map(|burst| burst.ms))?,
        ratio: Spread::of(results.iter().map(|round| round[which].ms / round[valid].ms))?,
        busy: Spread::of(bursts().map(|burst| burst.busy))?,
        succeeded: bursts().map(|burst| burst.succeeded).min()?,
        requests: count(|counts| counts.requests)?,
        preflights: count(|counts| counts.preflights)?,
        refreshes: count(|counts| counts.refreshes)?,
    })
}

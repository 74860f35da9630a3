//! Many calls at once: with a token that has expired beside one that is good, and beside two plainer clients.
//! It must not know how the app shares a refresh.

use serde::Serialize;
use serde_json::json;

use crate::setting::{Asked, Setting};
use crate::spread::Spread;

/// How many calls at once.
const SIZES: [u32; 3] = [10, 100, 1000];

/// How long the server takes for each, in ms.
const DELAY: u64 = 10;

/// Who sends a burst, and under which token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Client {
    /// `fetch` alone, the token good: the floor.
    Plain,
    /// `fetch` with one shared promise of a refresh, the token expired.
    Shared,
    /// The app, the token good.
    Valid,
    /// The app, the token expired.
    Expired,
}

/// What became of one client's bursts of one size.
#[derive(Debug, Serialize)]
pub struct Row {
    /// How many calls at once.
    pub size: u32,
    /// Who sent them, under which token.
    pub client: &'static str,
    /// From the first call (of the app: from the click) to the last answer, in ms.
    pub ms: Spread,
    /// The same, as a multiple of the app's own burst with a good token in the same round.
    pub ratio: Spread,
    /// How long the page's main thread worked for it, in ms of its own processor time.
    pub busy: Spread,
    /// The fewest calls that were answered well.
    pub succeeded: u64,
    /// Requests at the server, without preflights.
    pub requests: Spread,
    /// Preflights.
    pub preflights: Spread,
    /// How many of the requests were refreshes.
    pub refreshes: Spread,
}

/// One burst.
struct Burst {
    ms: f64,
    busy: f64,
    succeeded: u64,
    asked: Asked,
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

/// Takes every client's burst of every size in turn, round after round, so that a busy machine hits them all alike.
pub async fn measure(setting: &Setting, rounds: usize) -> Vec<Row> {
    let page = setting.page();
    page.click("Activity").await;
    page.sees_control("Send burst").await;
    setting.delay(DELAY);
    // The first of each kind pays for what is made only once: connections, code, a preflight.
    for client in Client::ALL {
        send(setting, client, 100).await;
    }
    let mut rows = Vec::new();
    for size in SIZES {
        let mut taken: Vec<[Burst; 4]> = Vec::new();
        for round in 1..=rounds {
            println!("Bursts of {size}: round {round} of {rounds} …");
            let [a, b, c, d] = Client::ALL;
            taken.push([
                send(setting, a, size).await,
                send(setting, b, size).await,
                send(setting, c, size).await,
                send(setting, d, size).await,
            ]);
        }
        rows.extend((0..Client::ALL.len()).filter_map(|which| row(size, which, &taken)));
    }
    rows
}

async fn send(setting: &Setting, client: Client, size: u32) -> Burst {
    if client.expired() {
        setting.expire();
    }
    setting.asked();
    let before = setting.devtools().busy().await;
    let address = setting.address("/test/user");
    let told = match client {
        Client::Valid | Client::Expired => setting.run("burst", &[json!(size)]).await,
        Client::Plain => setting.run("plainBurst", &[json!(size), json!(address)]).await,
        Client::Shared => {
            let refresh = setting.address("/auth/refreshtoken");
            setting.run("plainBurst", &[json!(size), json!(address), json!(refresh)]).await
        }
    };
    Burst {
        ms: told["ms"].as_f64().expect("a time"),
        busy: setting.devtools().busy().await - before,
        succeeded: told["succeeded"].as_u64().expect("a number"),
        asked: setting.asked(),
    }
}

fn row(size: u32, which: usize, taken: &[[Burst; 4]]) -> Option<Row> {
    let valid = Client::ALL.iter().position(|client| *client == Client::Valid)?;
    let bursts = || taken.iter().map(|round| &round[which]);
    let count = |count: fn(&Asked) -> usize| Spread::of(bursts().map(|burst| count(&burst.asked) as f64));
    Some(Row {
        size,
        client: Client::ALL[which].name(),
        ms: Spread::of(bursts().map(|burst| burst.ms))?,
        ratio: Spread::of(taken.iter().map(|round| round[which].ms / round[valid].ms))?,
        busy: Spread::of(bursts().map(|burst| burst.busy))?,
        succeeded: bursts().map(|burst| burst.succeeded).min()?,
        requests: count(|asked| asked.requests)?,
        preflights: count(|asked| asked.preflights)?,
        refreshes: count(|asked| asked.refreshes)?,
    })
}

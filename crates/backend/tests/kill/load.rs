//! People who sign up and refresh, many at once, until the server is gone; and what each of them was told.
//! It must not know why the server goes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::task::{JoinHandle, JoinSet};

use crate::client::Client;

/// Everybody's password.
pub const PASSWORD: &str = "secret12";
/// The refresh token's cookie.
pub const REFRESH: &str = "evergreen-refresh";

const SIGNING_UP: usize = 2;
const REFRESHING: usize = 4;
/// How much is to be done before the server may go.
const SIGN_UPS: usize = 4;
const REFRESHES: usize = 60;

/// The load, under way.
pub struct Load {
    done: Arc<Done>,
    sign_ups: Vec<JoinHandle<(Vec<String>, String)>>,
    renewals: Vec<JoinHandle<Renewal>>,
    races: JoinSet<()>,
}

#[derive(Default)]
struct Done {
    sign_ups: AtomicUsize,
    refreshes: AtomicUsize,
}

/// What everyone was told before the server went.
pub struct Ended {
    /// Who was told to have an account.
    pub users: Vec<String>,
    /// Who asked for one and was told nothing.
    pub unsure: Vec<String>,
    pub renewals: Vec<Renewal>,
}

/// One session's refreshes.
pub struct Renewal {
    /// With the last token; it may have been sent, and nothing came back.
    pub client: Client,
    /// The tokens that were honoured, in their order.
    pub spent: Vec<String>,
}

impl Load {
    /// Everyone begins.
    pub async fn begin(address: SocketAddr, round: u64) -> Self {
        let done = Arc::new(Done::default());
        let mut renewals = Vec::new();
        for n in 0..REFRESHING {
            let client = signed_up(address, &format!("keeper{round}x{n}")).await;
            renewals.push(tokio::spawn(refresh(client, done.clone())));
        }
        let mut races = JoinSet::new();
        races.spawn(race(signed_up(address, &format!("racer{round}")).await, address, format!("racer{round}")));
        let sign_up = |n| tokio::spawn(sign_up(address, format!("user{round}x{n}"), done.clone()));
        Self { sign_ups: (0..SIGNING_UP).map(sign_up).collect(), done, renewals, races }
    }

    /// Comes back in the middle of it, somewhat later each time.
    pub async fn is_under_way(&self, round: u64) {
        let enough = || {
            self.done.sign_ups.load(Ordering::SeqCst) >= SIGN_UPS
                && self.done.refreshes.load(Ordering::SeqCst) >= REFRESHES
        };
        let nobody_failed = || {
            self.sign_ups.iter().all(|task| !task.is_finished()) && self.renewals.iter().all(|task| !task.is_finished())
        };
        while !enough() && nobody_failed() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(7 * round)).await;
    }

    /// Once nobody gets an answer any more.
    pub async fn ended(mut self) -> Ended {
        let mut ended = Ended { users: Vec::new(), unsure: Vec::new(), renewals: Vec::new() };
        for task in self.sign_ups {
            let (users, unsure) = task.await.expect("only good answers");
            ended.users.extend(users);
            ended.unsure.push(unsure);
        }
        for task in self.renewals {
            ended.renewals.push(task.await.expect("only good answers"));
        }
        while let Some(raced) = self.races.join_next().await {
            raced.expect("only good answers");
        }
        ended
    }
}

impl Ended {
    /// How many tokens were spent.
    pub fn spent(&self) -> usize {
        self.renewals.iter().map(|renewal| renewal.spent.len()).sum()
    }
}

async fn signed_up(address: SocketAddr, name: &str) -> Client {
    let client = Client::at(address);
    assert_eq!(client.sign_up(name, &format!("{name}@example.org"), PASSWORD).await.status, 200);
    assert_eq!(client.sign_in(name, PASSWORD).await.status, 200);
    client
}

/// One account after the other: who was told to have one, and who was told nothing.
async fn sign_up(address: SocketAddr, prefix: String, done: Arc<Done>) -> (Vec<String>, String) {
    let client = Client::at(address);
    let mut users = Vec::new();
    loop {
        let name = format!("{prefix}x{}", users.len());
        let body = json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        let Ok(answer) = client.try_send("POST", "/api/auth/signup", Some(body)).await else {
            return (users, name);
        };
        assert_eq!(answer.status, 200, "{answer:?}");
        users.push(name);
        done.sign_ups.fetch_add(1, Ordering::SeqCst);
    }
}

/// One refresh after the other.
async fn refresh(client: Client, done: Arc<Done>) -> Renewal {
    let mut spent = Vec::new();
    loop {
        let token = client.cookie(REFRESH).expect("a refresh token");
        let Ok(answer) = client.try_send("POST", "/api/auth/refreshtoken", Some(json!({}))).await else {
            return Renewal { client, spent };
        };
        assert_eq!(answer.status, 200, "{answer:?}");
        spent.push(token);
        done.refreshes.fetch_add(1, Ordering::SeqCst);
    }
}

/// The same token from two sides at once, again and again: one of them at most gets something for it.
async fn race(client: Client, address: SocketAddr, name: String) {
    loop {
        let other = Client::at(address);
        other.take_cookies(&client);
        let send = |client| Client::try_send(client, "POST", "/api/auth/refreshtoken", Some(json!({})));
        let (one, two) = tokio::join!(send(&client), send(&other));
        let (Ok(one), Ok(two)) = (one, two) else { return };
        let honoured = [one, two].iter().filter(|answer| answer.status == 200).count();
        assert_eq!(honoured, 1, "of two at once");
        let again = json!({"username": name, "password": PASSWORD});
        let Ok(answer) = client.try_send("POST", "/api/auth/signin", Some(again)).await else { return };
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

//! A session that refreshes at random times. It sends the same refresh token until a response sets the next one, like
//! a browser in which the app runs. It counts its refreshes and its errors, such as a lost session.

use std::net::SocketAddr;
use std::ops::AddAssign;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::PASSWORD;
use crate::client::refreshes::REFRESH;
use crate::client::{Client, Response, wait_until};

/// What happened to some sessions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Refreshes that got a new refresh token.
    pub refreshed: usize,
    /// The number of requests that got no usable response: the connection ended before the response, or the status was
    /// 500 or more. After such a request, the session sends the same token again.
    pub unknown: usize,
    /// Sessions that the server ended.
    pub lost: usize,
    /// The number of successful refreshes whose new token does not have the next number. If the new number is higher by
    /// 2, the server has replaced the token twice.
    pub replaced_twice: usize,
    /// Pairs of simultaneous refreshes that sent the same token, but got two different new tokens.
    pub divided: usize,
    /// Requests with a valid access token that were refused.
    pub refused: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.refreshed += other.refreshed;
        self.unknown += other.unknown;
        self.lost += other.lost;
        self.replaced_twice += other.replaced_twice;
        self.divided += other.divided;
        self.refused += other.refused;
    }
}

/// One session. Its random numbers decide when the session refreshes, and whether it sends two refreshes at once.
pub struct Session {
    address: SocketAddr,
    client: Client,
    random: fastrand::Rng,
    /// The first refresh token.
    first: String,
    pub counts: Counts,
}

/// The result of one or two refreshes with the same token.
enum Outcome {
    Refreshed,
    Unknown,
    Lost,
}

impl Session {
    /// Signs in.
    pub async fn begin(address: SocketAddr, name: &str, seed: u64) -> Self {
        let client = Client::at(address);
        let response = client.sign_in(name, PASSWORD).await;
        assert_eq!(response.status, 200, "{response:?}");
        let first = client.cookie(REFRESH).expect("a refresh token");
        Self { address, client, random: fastrand::Rng::with_seed(seed), first, counts: Counts::default() }
    }

    /// Refreshes and reads a board at random times, until `end` or until the session is lost.
    pub async fn run(&mut self, end: Instant) {
        while Instant::now() < end && self.counts.lost == 0 {
            tokio::time::sleep(Duration::from_millis(self.random.u64(200..4000))).await;
            if let Outcome::Refreshed = self.refresh().await {
                self.read_board().await;
            }
        }
    }

    /// Refreshes until a refresh has succeeded or the session is lost. Call this when all servers run again.
    pub async fn settle(&mut self) {
        wait_until("a refresh has a result", async || !matches!(self.refresh().await, Outcome::Unknown)).await;
    }

    /// Returns true if the server accepts a refresh token that was used before. The server must not do this.
    pub async fn accepts_used_token(&self) -> bool {
        let thief = Client::at(self.address);
        thief.take_cookies(&self.client);
        thief.set_cookie(REFRESH, &self.first);
        thief.refresh().await.status != 403
    }

    /// Sends one refresh. Sometimes sends two refreshes with the same token at the same time instead. Two tabs can do
    /// this if they have no common lock.
    async fn refresh(&mut self) -> Outcome {
        let sent = self.number();
        let responses = if self.random.u8(..) < 32 {
            let tab = Client::at(self.address);
            tab.take_cookies(&self.client);
            let (one, two) = tokio::join!(refresh(&self.client), refresh(&tab));
            if one.is_none() && two.is_some() {
                self.client.take_cookies(&tab);
            }
            let (mine, other) = (self.client.cookie(REFRESH), tab.cookie(REFRESH));
            let both = [&one, &two].iter().all(|response| response.as_ref().is_some_and(|one| one.status == 200));
            self.counts.divided += usize::from(both && mine != other);
            vec![one, two]
        } else {
            vec![refresh(&self.client).await]
        };
        let statuses: Vec<u16> = responses.iter().flatten().map(|response| response.status.as_u16()).collect();
        self.counts.unknown += responses.len() - statuses.len();
        if statuses.iter().any(|status| *status != 200) {
            println!("session lost: {responses:?}");
            self.counts.lost += 1;
            Outcome::Lost
        } else if statuses.is_empty() {
            Outcome::Unknown
        } else {
            self.counts.refreshed += 1;
            self.counts.replaced_twice += usize::from(self.number() != sent + 1);
            Outcome::Refreshed
        }
    }

    async fn read_board(&mut self) {
        match usable(self.client.try_send("GET", "/api/test/user", None).await) {
            Some(response) if response.status == 200 => {}
            Some(response) => {
                println!("board refused: {response:?}");
                self.counts.refused += 1;
            }
            None => self.counts.unknown += 1,
        }
    }

    /// Returns the number of the current refresh token.
    fn number(&self) -> u64 {
        let token = self.client.cookie(REFRESH).expect("a refresh token");
        token.split('.').nth(1).and_then(|number| number.parse().ok()).expect("a number")
    }
}

async fn refresh(client: &Client) -> Option<Response> {
    usable(client.try_send("POST", "/api/auth/refreshtoken", Some(json!({}))).await)
}

/// Returns the response. Returns `None` if the request or the server failed, because then it is unknown what happened
/// to the request.
fn usable(response: Result<Response, reqwest::Error>) -> Option<Response> {
    response.ok().filter(|response| response.status.as_u16() < 500)
}

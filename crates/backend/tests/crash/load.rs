//! Clients that sign up and refresh at the same time until the server is killed. This module also records which of
//! their requests succeeded.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{JoinHandle, JoinSet};

use crate::client::Client;
use crate::client::refreshes::REFRESH;

/// The password of all users.
pub const PASSWORD: &str = "secret12";

/// The number of clients that sign up new users.
const SIGN_UP_CLIENTS: usize = 2;
/// The number of clients that refresh their session.
const REFRESH_CLIENTS: usize = 4;
/// How many sign-ups and how many refreshes must have succeeded before the server is killed for the first time.
const MIN_SIGN_UPS: usize = 4;
const MIN_REFRESHES: usize = 60;
/// How long [`Load::wait_until_busy`] may take. A busy machine needs some time.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The running clients, and the channel on which [`sign_up`] and [`refresh`] report each success.
pub struct Load {
    sign_ups: Vec<JoinHandle<(Vec<String>, String)>>,
    refreshes: Vec<JoinHandle<Session>>,
    races: JoinSet<()>,
    progress: UnboundedReceiver<Done>,
}

/// The kind of a request that succeeded.
enum Done {
    SignUp,
    Refresh,
}

/// What the clients know after the server was killed.
pub struct Results {
    /// The users whose sign-up was confirmed.
    pub users: Vec<String>,
    /// The users whose sign-up got no response.
    pub unconfirmed: Vec<String>,
    pub sessions: Vec<Session>,
}

/// The session of one client that refreshes.
pub struct Session {
    /// The client. Its cookies contain the last refresh token that the client received. The client may have sent this
    /// token without getting a response.
    pub client: Client,
    /// The refresh tokens that the server accepted from this client, in the order of use.
    pub used: Vec<String>,
}

impl Load {
    /// Signs up and signs in the users whose clients refresh, and starts all clients. The usernames contain the number
    /// `round`, so each round has new users.
    pub async fn start(address: SocketAddr, round: usize) -> Self {
        let (done, progress) = unbounded_channel();
        let mut refreshes = Vec::new();
        for n in 0..REFRESH_CLIENTS {
            let client = signed_in(address, &format!("refresher{round}x{n}")).await;
            refreshes.push(tokio::spawn(refresh(client, done.clone())));
        }
        let mut races = JoinSet::new();
        races.spawn(race(signed_in(address, &format!("racer{round}")).await, address, format!("racer{round}")));
        let sign_up = |n| tokio::spawn(sign_up(address, format!("user{round}x{n}"), done.clone()));
        let sign_ups = (0..SIGN_UP_CLIENTS).map(sign_up).collect();
        Self { sign_ups, refreshes, races, progress }
    }

    /// Waits until enough requests have succeeded. Each further round waits for ten refreshes more than the round
    /// before. Panics after [`TIMEOUT`].
    pub async fn wait_until_busy(&mut self, round: usize) {
        let busy = async {
            let (mut sign_ups, mut refreshes) = (0, 0);
            while sign_ups < MIN_SIGN_UPS || refreshes < MIN_REFRESHES + 10 * round {
                match self.progress.recv().await.expect("some clients are running") {
                    Done::SignUp => sign_ups += 1,
                    Done::Refresh => refreshes += 1,
                }
            }
        };
        tokio::time::timeout(TIMEOUT, busy).await.expect("the clients make progress");
    }

    /// Waits until all clients have stopped. A client stops when its request gets no response. Panics if a client got
    /// an unexpected response.
    pub async fn results(mut self) -> Results {
        let mut results = Results { users: Vec::new(), unconfirmed: Vec::new(), sessions: Vec::new() };
        for task in self.sign_ups {
            let (users, unconfirmed) = task.await.expect("only expected responses");
            results.users.extend(users);
            results.unconfirmed.push(unconfirmed);
        }
        for task in self.refreshes {
            results.sessions.push(task.await.expect("only expected responses"));
        }
        while let Some(race) = self.races.join_next().await {
            race.expect("only expected responses");
        }
        results
    }
}

impl Results {
    /// Returns the number of refresh tokens that were accepted.
    pub fn used_tokens(&self) -> usize {
        self.sessions.iter().map(|session| session.used.len()).sum()
    }
}

/// Signs up a new user with this name, signs in, and returns the client with the cookies.
async fn signed_in(address: SocketAddr, name: &str) -> Client {
    let client = Client::at(address);
    assert_eq!(client.sign_up(name, &format!("{name}@example.org"), PASSWORD).await.status, 200);
    assert_eq!(client.sign_in(name, PASSWORD).await.status, 200);
    client
}

/// Signs up one new user after the other, until a sign-up gets no response. Returns the users whose sign-up was
/// confirmed, and the user whose sign-up got no response.
async fn sign_up(address: SocketAddr, prefix: String, done: UnboundedSender<Done>) -> (Vec<String>, String) {
    let client = Client::at(address);
    let mut users = Vec::new();
    loop {
        let name = format!("{prefix}x{}", users.len());
        let body = json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        let Ok(response) = client.try_send("POST", "/api/auth/signup", Some(body)).await else {
            return (users, name);
        };
        assert_eq!(response.status, 200, "{response:?}");
        users.push(name);
        let _ = done.send(Done::SignUp);
    }
}

/// Refreshes again and again, until a refresh gets no response.
async fn refresh(client: Client, done: UnboundedSender<Done>) -> Session {
    let mut used = Vec::new();
    loop {
        let token = client.cookie(REFRESH).expect("a refresh token");
        let Ok(response) = client.try_send("POST", "/api/auth/refreshtoken", Some(json!({}))).await else {
            return Session { client, used };
        };
        assert_eq!(response.status, 200, "{response:?}");
        used.push(token);
        let _ = done.send(Done::Refresh);
    }
}

/// Sends the same refresh token twice at the same time, and checks that exactly one of the two refreshes is accepted.
/// The other refresh revokes the session, so the client then signs in again. Repeats this until a request gets no
/// response.
async fn race(client: Client, address: SocketAddr, name: String) {
    loop {
        let other = Client::at(address);
        other.take_cookies(&client);
        let send = |client| Client::try_send(client, "POST", "/api/auth/refreshtoken", Some(json!({})));
        let (one, two) = tokio::join!(send(&client), send(&other));
        let (Ok(one), Ok(two)) = (one, two) else { return };
        let accepted = [one, two].iter().filter(|response| response.status == 200).count();
        assert_eq!(accepted, 1, "of two simultaneous refreshes");
        let again = json!({"username": name, "password": PASSWORD});
        let Ok(response) = client.try_send("POST", "/api/auth/signin", Some(again)).await else { return };
        assert_eq!(response.status, 200, "{response:?}");
    }
}

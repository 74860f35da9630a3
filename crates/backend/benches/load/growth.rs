//! Measures how refreshes and access checks slow down when the number of accounts and sessions grows. Each round
//! refreshes random sessions, each once, and then sends one access check for each of these sessions. If a session
//! refreshed several times in a round, the database could answer from what it has just read.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use evergreen_backend::Server;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;
use tokio::sync::Mutex;

use crate::database::{Connection, Databases, Kind};
use crate::report::Times;
use crate::spread::Spread;
use crate::target::cookies;

/// The numbers of accounts in the measured databases. Each account has one session.
const SIZES: [usize; 3] = [1_000, 100_000, 1_000_000];
/// The number of sessions that refresh in one round. Each of them refreshes once.
const SAMPLE: usize = 2000;

/// A server on a database of one size.
struct Subject {
    kind: Kind,
    size: usize,
    server: Server,
    /// The refresh cookies of random sessions, all of them different.
    tokens: Vec<String>,
    refreshes: Vec<Times>,
    checks: Vec<Times>,
}

/// The results for one database.
#[derive(Debug, Serialize)]
struct Row {
    database: &'static str,
    accounts: usize,
    refreshes_per_second: Spread,
    refresh_p50_ms: Spread,
    refresh_p99_ms: Spread,
    /// The median time of a refresh, divided by the median time of a refresh in the smallest database of the same kind.
    refresh_growth: f64,
    checks_per_second: Spread,
    check_p50_ms: Spread,
    check_p99_ms: Spread,
    check_growth: f64,
}

/// The results for all databases.
#[derive(Debug, Serialize)]
pub struct Growth(Vec<Row>);

/// Fills the databases, and measures each of them once in each round.
///
/// # Errors
/// A message if a request got an unexpected response.
pub async fn measure(databases: &Databases, connections: usize, rounds: usize) -> Result<Growth, String> {
    let mut subjects = Vec::new();
    for kind in databases.kinds() {
        for size in SIZES {
            println!("filling {} with {size} accounts …", kind.name());
            subjects.push(Subject::fill(databases, kind, size, SAMPLE * rounds).await);
        }
    }
    for round in 1..=rounds {
        println!("growth, round {round} of {rounds} …");
        for subject in &mut subjects {
            subject.measure(connections).await?;
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    for subject in subjects {
        rows.extend(subject.row(&rows));
        subject.server.stop().await;
    }
    Ok(Growth(rows))
}

impl Subject {
    async fn fill(databases: &Databases, kind: Kind, size: usize, sample: usize) -> Self {
        let name = size.to_string();
        let config = databases.config(kind, &name);
        let server = Server::start(config.clone()).await.expect("the server starts");
        let mut database = Connection::open(&config.database).await;
        let hash = "$argon2id$v=19$m=19456,t=2,p=1$".to_owned() + &"a".repeat(65);
        let user = format!(
            "'u' || i, 'u' || i, 'u' || i || '@example.org', 'u' || i || '@example.org', '{hash}', 'ROLE_USER'"
        );
        let users = "INSERT INTO users (username, username_key, email, email_key, password_hash, roles)";
        database
            .execute(
                format!(
                    "{users} WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {size})
                     SELECT {user} FROM numbers"
                ),
                format!("{users} SELECT {user} FROM generate_series(1, {size}) AS i"),
            )
            .await;
        let families = "INSERT INTO families (id, user_id, n, began_at, expires_at)";
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time").as_millis();
        let family = format!("id, 1, {now}, {now} + 86400000 FROM users");
        database
            .execute(
                format!("{families} SELECT hex(randomblob(11)), {family}"),
                format!("{families} SELECT substr(md5(random()::text), 1, 22), {family}"),
            )
            .await;
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)".to_owned(), "VACUUM ANALYZE".to_owned()).await;
        let mut ids = database.texts("SELECT id FROM families ORDER BY random() LIMIT 10000").await;
        ids.truncate(sample);
        let key = std::fs::read(databases.key_file(kind, &name)).expect("the key file");
        let key = mac(&key, "refresh token");
        let tokens = ids.into_iter().map(|id| {
            let mac = URL_SAFE_NO_PAD.encode(mac(&key, &format!("{id}|1")));
            format!("evergreen-refresh={id}.1.{mac}")
        });
        Self { kind, size, server, tokens: tokens.collect(), refreshes: Vec::new(), checks: Vec::new() }
    }

    /// Refreshes random sessions, each once. Then reads the user board once for each of them.
    async fn measure(&mut self, connections: usize) -> Result<(), String> {
        // If there are fewer sessions than the sample needs, all sessions refresh in each round.
        let tokens: Vec<String> = self.tokens.drain(..SAMPLE.min(self.tokens.len())).collect();
        let api = format!("http://{}/api", self.server.address());
        let client = reqwest::Client::new();
        let refresh =
            client.post(format!("{api}/auth/refreshtoken")).header("Content-Type", "application/json").body("{}");
        let (times, responses) = send(refresh, tokens, connections).await?;
        self.refreshes.push(times);
        let access = responses.iter().map(|cookies| cookies[0].clone()).collect();
        self.tokens.extend(responses.into_iter().filter_map(|mut cookies| cookies.pop()));
        let (times, _) = send(client.get(format!("{api}/test/user")), access, connections).await?;
        self.checks.push(times);
        Ok(())
    }

    /// Returns the results of this database; `None` without measurements. `before` contains the results of the
    /// databases that come before this one.
    fn row(&self, before: &[Row]) -> Option<Row> {
        let spread = |times: &[Times], of: fn(&Times) -> f64| Spread::of(times.iter().map(of));
        let refresh_p50_ms = spread(&self.refreshes, |times| times.p50)?;
        let check_p50_ms = spread(&self.checks, |times| times.p50)?;
        let smallest = before.iter().find(|row| row.database == self.kind.name());
        let growth = |median: f64, smallest: Option<f64>| median / smallest.unwrap_or(median);
        Some(Row {
            database: self.kind.name(),
            accounts: self.size,
            refreshes_per_second: spread(&self.refreshes, |times| times.per_second)?,
            refresh_p99_ms: spread(&self.refreshes, |times| times.p99)?,
            refresh_growth: growth(refresh_p50_ms.median, smallest.map(|row| row.refresh_p50_ms.median)),
            refresh_p50_ms,
            checks_per_second: spread(&self.checks, |times| times.per_second)?,
            check_p99_ms: spread(&self.checks, |times| times.p99)?,
            check_growth: growth(check_p50_ms.median, smallest.map(|row| row.check_p50_ms.median)),
            check_p50_ms,
        })
    }
}

/// Sends one request with each of these cookies, on this number of connections at the same time. Returns the times, and
/// the cookies of each response.
async fn send(
    request: reqwest::RequestBuilder,
    sent: Vec<String>,
    connections: usize,
) -> Result<(Times, Vec<Vec<String>>), String> {
    let queue = Arc::new(Mutex::new(sent));
    let began = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|_| {
            let (queue, request) = (queue.clone(), request.try_clone().expect("the body is in memory"));
            tokio::spawn(async move {
                let mut results = Vec::new();
                loop {
                    let Some(cookie) = queue.lock().await.pop() else { return Ok(results) };
                    let request = request.try_clone().expect("the body is in memory").header("Cookie", cookie);
                    let sent = Instant::now();
                    let response = request.send().await.map_err(|error| error.to_string())?;
                    let took = sent.elapsed();
                    if response.status() != 200 {
                        return Err(format!("A request got the status {}.", response.status()));
                    }
                    let cookies = cookies(&response);
                    // The body is read to its end, so that the connection can be used again.
                    response.bytes().await.map_err(|error| error.to_string())?;
                    results.push((took, cookies));
                }
            })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.extend(task.await.map_err(|error| error.to_string())??);
    }
    let elapsed = began.elapsed();
    let (mut took, cookies): (Vec<Duration>, Vec<_>) = results.into_iter().unzip();
    took.sort();
    Ok((Times::of(&took, elapsed), cookies))
}

fn mac(key: &[u8], message: &str) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.chain_update(message.as_bytes()).finalize().into_bytes().to_vec()
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "=== growth; each request for another random session; median (minimum–maximum)")?;
        let heads = ["refreshes/s", "p50 ms", "p99 ms", "growth"];
        writeln!(f, "{:>23} {:>18} {:>20} {:>22} {:>6}", "accounts", heads[0], heads[1], heads[2], heads[3])?;
        for row in &self.0 {
            let name = format!("{} {}", row.database, row.accounts);
            let Row { refreshes_per_second, refresh_p50_ms, refresh_p99_ms, refresh_growth, .. } = row;
            writeln!(
                f,
                "{name:>23} {refreshes_per_second:>18.0} {refresh_p50_ms:>20.2} {refresh_p99_ms:>22.2} {refresh_growth:>6.2}"
            )?;
        }
        writeln!(f, "{:>23} {:>18} {:>20} {:>22} {:>6}", "accounts", "boards/s", heads[1], heads[2], heads[3])?;
        for row in &self.0 {
            let name = format!("{} {}", row.database, row.accounts);
            let Row { checks_per_second, check_p50_ms, check_p99_ms, check_growth, .. } = row;
            writeln!(
                f,
                "{name:>23} {checks_per_second:>18.0} {check_p50_ms:>20.2} {check_p99_ms:>22.2} {check_growth:>6.2}"
            )?;
        }
        Ok(())
    }
}

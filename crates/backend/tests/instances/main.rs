//! Three instances of the command share one PostgreSQL and one key, behind nginx. While 300 sessions refresh, the test
//! kills instances and starts them again. Once, it also kills the database and starts it again. No session may be lost,
//! and no refresh token may be used twice.
//!
//! The load lasts 10 seconds; the environment variable `EVERGREEN_INSTANCES_SECONDS` sets another time.
//!
//! | module | what it owns |
//! | --- | --- |
//! | `process` | the command as a child process |
//! | `instance` | one of the instances |
//! | `nginx` | the proxy in front of the instances |
//! | `forwarding` | what the proxy passes on, and to which instance |
//! | `session` | a session that refreshes, and counts what must not happen |

#[path = "../client/mod.rs"]
mod client;
mod forwarding;
mod instance;
mod nginx;
#[path = "../process/mod.rs"]
mod process;
mod session;

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use client::{Client, wait_until};
use evergreen_postgres::Cluster;
use instance::{Instance, Shared};
use nginx::Nginx;
use session::{Counts, Session};

const INSTANCES: usize = 3;
const SESSIONS: usize = 300;
const USERS: usize = 6;
const PASSWORD: &str = "secret12";
/// The pause between two kills is random and at most this long, in milliseconds.
const MAX_PAUSE: u64 = 1500;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_instances_lose_no_session_when_they_are_killed() {
    let (postgres, nginx) = match (Cluster::start(), nginx::program()) {
        (Ok(postgres), Some(nginx)) => (postgres, nginx),
        (Err(missing), _) => return not_run(&missing.to_string()),
        (_, None) => return not_run("nginx is missing: install it."),
    };
    let seconds = std::env::var("EVERGREEN_INSTANCES_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let time = Duration::from_secs(seconds.unwrap_or(10));
    let directory = tempfile::tempdir().expect("a directory");
    let (name, database) = postgres.create_database();
    let shared = Shared { database, key: directory.path().join("key"), log: directory.path().join("log") };
    create_key(&shared.key);
    let mut random = fastrand::Rng::new();
    println!("seed {}", random.get_seed());

    let starts: Vec<_> = (0..INSTANCES)
        .map(|_| {
            let shared = shared.clone();
            tokio::task::spawn_blocking(move || Instance::start(&shared, 0))
        })
        .collect();
    let mut instances = Vec::new();
    for start in starts {
        instances.push(start.await.expect("it starts"));
    }
    let ports: Vec<u16> = instances.iter().map(|instance| instance.port).collect();
    let nginx = Nginx::start(&nginx, directory.path(), &ports).await;
    let sessions = sign_in(nginx.address, &mut random).await;

    let end = Instant::now() + time;
    let running: Vec<_> = sessions
        .into_iter()
        .map(|mut session| {
            tokio::spawn(async move {
                session.run(end).await;
                session
            })
        })
        .collect();
    let (postgres, mut instances, kills) = tokio::task::spawn_blocking({
        let shared = shared.clone();
        move || {
            let kills = kill_until(end, time, &postgres, &mut instances, &shared, &mut random);
            (postgres, instances, kills)
        }
    })
    .await
    .expect("everything starts again");

    let (mut counts, mut accepted_twice) = (Counts::default(), 0);
    for session in running {
        let mut session = session.await.expect("no panic");
        session.settle().await;
        accepted_twice += usize::from(session.counts.lost == 0 && session.accepts_used_token().await);
        counts += session.counts;
    }
    // For each session that was not lost, `accepts_used_token` has sent a refresh token that was used before. The
    // server must detect this, and log that it revokes the family of the token. The line may reach the log file a
    // moment after the response has reached the test. So wait until the log has a line for each of these sessions.
    let detections = SESSIONS - counts.lost;
    let read_log = || std::fs::read_to_string(&shared.log).expect("the log");
    let detected = |log: &str| log.matches("its family is revoked").count();
    wait_until("all detections are in the log", async || detected(&read_log()) >= detections).await;
    let log = read_log();
    let within_grace = log.matches("used again within its grace period").count();
    let thefts = detected(&log) - detections;
    println!("{kills} kills of instances and one of the database: {counts:?}");
    println!("{within_grace} refreshes within the grace period, {thefts} false detections of theft");
    let revoked = postgres.execute(&name, "SELECT count(*) FROM families WHERE revoked");
    assert_eq!((counts.lost, counts.replaced_twice, counts.divided, counts.refused), (0, 0, 0, 0), "{counts:?}");
    assert_eq!((accepted_twice, thefts, revoked.trim()), (0, 0, SESSIONS.to_string().as_str()));
    assert!(kills >= 2 && counts.unknown > 0, "the kills interrupted some requests: {kills} {counts:?}");
    assert!(counts.refreshed > SESSIONS, "{counts:?}");
    instances.clear();
}

/// Says on the standard error stream that this test did not run, even if the output of tests is captured. Panics if
/// `CI` is set.
fn not_run(missing: &str) {
    assert!(std::env::var_os("CI").is_none(), "{missing}");
    let _ = writeln!(std::io::stderr(), "Not tested with several instances: {missing}");
}

/// Creates the key file before the instances start, because they need the same key.
fn create_key(file: &Path) {
    let mut key = [0; 32];
    getrandom::fill(&mut key).expect("random bytes");
    std::fs::write(file, key).expect("the key file is written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).expect("it becomes private");
    }
}

/// Signs up the users, and signs them in until there are [`SESSIONS`] sessions.
async fn sign_in(address: std::net::SocketAddr, random: &mut fastrand::Rng) -> Vec<Session> {
    for user in 0..USERS {
        let response = Client::at(address).sign_up(&name(user), &format!("{user}@example.org"), PASSWORD).await;
        assert_eq!(response.status, 200, "{response:?}");
    }
    let mut sessions = Vec::new();
    // Each instance verifies at most as many passwords at the same time as the machine has processors. Further sign-ins
    // would only wait, so four sign-ins at the same time are enough.
    while sessions.len() < SESSIONS {
        let begin = |n: usize, seed| async move { Session::begin(address, &name(n % USERS), seed).await };
        let seeds: [u64; 4] = std::array::from_fn(|_| random.u64(..));
        let n = sessions.len();
        let (a, b, c, d) =
            tokio::join!(begin(n, seeds[0]), begin(n + 1, seeds[1]), begin(n + 2, seeds[2]), begin(n + 3, seeds[3]));
        sessions.extend([a, b, c, d]);
    }
    sessions
}

fn name(user: usize) -> String {
    format!("user{user}")
}

/// Kills a random instance and starts it again. Repeats this step until `end`. After the first half of the test, one
/// step kills and restarts the database instead of an instance. `time` is the duration of the whole test. Returns how
/// many times an instance was killed.
fn kill_until(
    end: Instant,
    time: Duration,
    postgres: &Cluster,
    instances: &mut [Instance],
    shared: &Shared,
    random: &mut fastrand::Rng,
) -> usize {
    let (mut kills, mut database_is_next) = (0, true);
    let pause = |random: &mut fastrand::Rng| std::thread::sleep(Duration::from_millis(random.u64(..MAX_PAUSE)));
    while Instant::now() < end || database_is_next {
        pause(random);
        if database_is_next && Instant::now() + time / 2 > end {
            postgres.kill();
            pause(random);
            postgres.restart();
            database_is_next = false;
        } else {
            let instance = &mut instances[random.usize(..INSTANCES)];
            instance.kill();
            pause(random);
            *instance = Instance::start(shared, instance.port);
            kills += 1;
        }
    }
    kills
}

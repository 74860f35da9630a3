//! The three guises of the server, with two people signed in at each, and how a property is tried at all of them.
//! It must not know what is asked.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use evergreen_backend::{Config, Like, Server};
use proptest::prelude::*;
use proptest::test_runner::{Config as Trials, RngSeed, TestRunner};
use reqwest::header::HeaderValue;
use tokio::runtime::{Builder, Runtime};

use crate::client::{APP, Answer, Client, read};
use crate::cookies::{NAMES, Token};
use crate::{BOARD, judge, secret, watch};

/// What became of one input at one guise.
pub type Verdict = Result<(), TestCaseError>;

/// The seed where none is asked for: the same inputs at each run.
const SEED: u64 = 0xe7e2_62ee;

/// How long an answer may take, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server, and two people who are signed in there.
pub struct Guise {
    pub like: Like,
    server: Server,
    user: Client,
    other: Client,
    tally: Mutex<Tally>,
}

/// How often a call was answered with a status.
#[derive(Debug, Default)]
pub struct Tally(BTreeMap<(String, u16), usize>);

/// Tries a property with many inputs, each at all three guises; the first that breaks it is made as small as it goes
/// and printed.
pub fn hold<S: Strategy>(inputs: S, property: impl AsyncFn(&Guise, &S::Value) -> Verdict) -> Tally {
    let _alone = watch::alone();
    let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("server").enable_all().build();
    let runtime = runtime.expect("a runtime");
    let guises = runtime.block_on(async {
        [Guise::start(Like::Own).await, Guise::start(Like::Spring).await, Guise::start(Like::Node).await]
    });
    let usual = Trials::default();
    let rng_seed = if usual.rng_seed == RngSeed::Random { RngSeed::Fixed(SEED) } else { usual.rng_seed };
    let mut runner = TestRunner::new(Trials { rng_seed, failure_persistence: None, ..usual });
    let held = runner.run(&inputs, |input| {
        runtime.block_on(async {
            for guise in &guises {
                property(guise, &input).await.map_err(|error| at(guise, error))?;
            }
            Ok(())
        })
    });
    if let Err(broken) = held {
        panic!("{broken}");
    }
    finish(runtime, guises)
}

/// The error, and where it was.
fn at(guise: &Guise, error: TestCaseError) -> TestCaseError {
    match error {
        TestCaseError::Fail(reason) => TestCaseError::fail(format!("like {:?}: {reason}", guise.like)),
        rejected => rejected,
    }
}

/// Everyone is signed in still; gives the tallies of all guises together.
fn finish(runtime: Runtime, guises: [Guise; 3]) -> Tally {
    let mut tally = Tally::default();
    runtime.block_on(async {
        for guise in guises {
            guise.still_signed_in().await.expect("nobody was signed out");
            if guise.like != Like::Node {
                assert_eq!(guise.user.refresh().await.status, 200, "nobody's refresh token was spent or revoked");
            }
            for (key, count) in guise.tally.into_inner().expect("no panic").0 {
                *tally.0.entry(key).or_default() += count;
            }
            guise.server.stop().await;
        }
    });
    println!("{tally}");
    tally
}

impl Guise {
    async fn start(like: Like) -> Self {
        let config = Config { like, keep_alive: true, test_routes: false, ..Config::for_tests() };
        let server = Server::start(config).await.expect("the server starts");
        let (user, other) = (Client::new(&server), Client::new(&server));
        for (client, name) in [(&user, "user"), (&other, "admin")] {
            assert_eq!(client.sign_in(name, "evergreen").await.status, 200);
        }
        Self { like, server, user, other, tally: Mutex::default() }
    }

    /// Asks, and judges the answer and all that was logged meanwhile.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        cookies: &[Vec<u8>],
        body: &[u8],
    ) -> Result<Answer, TestCaseError> {
        let mut request = self.user.request(method, path).header("Origin", APP);
        for line in cookies {
            request = request.header("Cookie", HeaderValue::from_bytes(line).expect("bytes of a header"));
        }
        if method == "POST" {
            request = request.header("Content-Type", "application/json").body(body.to_vec());
        }
        let answer = tokio::time::timeout(PATIENCE, read(request)).await;
        let answer = answer.map_err(|_| TestCaseError::fail(format!("{path} is not answered")))?;
        let panics = watch::take_panics();
        prop_assert!(panics.is_empty(), "{} panics: {:?}", path, panics);
        let answer = answer.map_err(|error| TestCaseError::fail(format!("{path} is left unanswered: {error}")))?;
        let key = (path.to_owned(), answer.status.as_u16());
        *self.tally.lock().expect("no panic").0.entry(key).or_default() += 1;
        judge::answer(self.like, path, body, &answer)?;
        let tokens = self.tokens().into_iter().flat_map(|token| [token.value, token.others]);
        let mut secrets: Vec<String> = tokens.flat_map(|token| secret::of_token(&token)).collect();
        secrets.extend([secret::of_lines(cookies), secret::of_answer(&answer.headers)].concat());
        secret::absent("the answer", &judge::to_be_read(self.like, &answer), &secrets)?;
        let log = watch::take_log();
        prop_assert!(log.contains(path), "nothing was logged of {}: {}", path, log);
        secret::absent("the log", &log, &secrets)?;
        Ok(answer)
    }

    /// The cookies of both people.
    pub fn tokens(&self) -> Vec<Token> {
        let token = |name| Some(Token { name, value: self.user.cookie(name)?, others: self.other.cookie(name)? });
        NAMES.into_iter().filter_map(token).collect()
    }

    /// Nobody has lost a session by what others sent.
    pub async fn still_signed_in(&self) -> Verdict {
        for client in [&self.user, &self.other] {
            prop_assert_eq!(client.get(BOARD).await.status.as_u16(), 200, "someone was signed out");
        }
        Ok(())
    }
}

impl Tally {
    /// Whether a call was ever answered with this status.
    pub fn has(&self, path: &str, status: u16) -> bool {
        self.0.contains_key(&(path.to_owned(), status))
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answers = self.0.iter().map(|((path, status), count)| format!("{count} × {status} of {path}"));
        f.write_str(&answers.collect::<Vec<_>>().join(", "))
    }
}

/// The cookies that an answer sets, as they are sent back.
pub fn pairs(answer: &Answer) -> Vec<String> {
    let pair = |cookie: &str| cookie.split(';').next().unwrap_or_default().to_owned();
    answer.cookies().into_iter().map(pair).collect()
}

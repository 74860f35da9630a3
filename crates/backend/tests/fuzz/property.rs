//! Checks a property with many random inputs. The servers of all three dialects, on both kinds of database, receive each
//! input.

use evergreen_backend::Like;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use tokio::runtime::Builder;

use crate::client::database::DatabaseKind;
use crate::status_counts::StatusCounts;
use crate::test_server::TestServer;
use crate::{PropertyResult, process_output};

/// The seed for the random inputs if `PROPTEST_RNG_SEED` is not set. So each run without this variable has the same
/// inputs.
const SEED: u64 = 0xe7e2_62ee;

/// Checks a property with many inputs, all three dialects and both kinds of database. Returns how often each path was
/// answered with each status. If an input violates the property, panics with the smallest such input that proptest
/// finds.
pub fn check_property<S: Strategy>(
    inputs: S,
    property: impl AsyncFn(&TestServer, &S::Value) -> PropertyResult,
) -> StatusCounts {
    let _guard = process_output::lock_exclusively();
    let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("server").enable_all().build();
    let runtime = runtime.expect("a runtime");
    let servers = runtime.block_on(async {
        let mut servers = Vec::new();
        for kind in [DatabaseKind::Sqlite, DatabaseKind::Postgres] {
            for like in [Like::Own, Like::Spring, Like::Node] {
                servers.push(TestServer::start(like, kind).await);
            }
        }
        servers
    });
    let defaults = Config::default();
    let rng_seed = if defaults.rng_seed == RngSeed::Random { RngSeed::Fixed(SEED) } else { defaults.rng_seed };
    let mut runner = TestRunner::new(Config { rng_seed, failure_persistence: None, ..defaults });
    let result = runner.run(&inputs, |input| {
        runtime.block_on(async {
            for server in &servers {
                property(server, &input).await.map_err(|error| with_server(server, error))?;
            }
            Ok(())
        })
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let mut counts = StatusCounts::default();
    runtime.block_on(async {
        for server in servers {
            counts.merge(server.stop().await);
        }
    });
    println!("{counts}");
    counts
}

/// Adds the server's dialect and kind of database to the message of the error.
fn with_server(server: &TestServer, error: TestCaseError) -> TestCaseError {
    match error {
        TestCaseError::Fail(reason) => {
            TestCaseError::fail(format!("like {:?} on {:?}: {reason}", server.like, server.kind))
        }
        rejected => rejected,
    }
}

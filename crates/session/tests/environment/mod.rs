//! The tests that an [`Environment`] has to pass. They run in the simulated environment and in a real browser, to check
//! that both behave alike.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;

use evergreen_session::environment::{Environment, LockName};
use evergreen_session::{Body, HttpRequest, Method, NoResponse, Reason, Record, State};
use futures_util::future::{Either, FutureExt, select};

/// A browser with two tabs, in which one test runs. The browser is simulated or real.
pub trait Tabs {
    type Environment: Environment<User: std::fmt::Debug>;

    /// The API base of both tabs, as an absolute address.
    fn api(&self) -> String;

    /// Returns the environment of the first tab.
    fn here(&self) -> Self::Environment;
    /// Returns the environment of the second tab. In a real browser, the tests run in only one page, and both
    /// environments belong to this page.
    fn there(&self) -> Self::Environment;
    /// Saves `record` in a tab other than the first one. The environment of the first tab must then report this write
    /// ([`Environment::changed`]).
    fn write_there(&self, record: &Record<User<Self>>);
}

/// The type of the user in the records of `T`'s environments.
pub type User<T> = <<T as Tabs>::Environment as Environment>::User;

fn record<T: Tabs>(tabs: &T, reason: Reason) -> Record<User<T>> {
    Record::signed_out(&tabs.api()).with(State::SignedOut(Some(reason)))
}

/// Waits 20 ms, so that other tasks can run.
async fn pause(environment: &impl Environment) {
    environment.sleep(20).await;
}

pub async fn a_lock_has_one_holder_and_a_waiter_sees_the_contention<T: Tabs>(tabs: &T) {
    let (here, there) = (tabs.here(), tabs.there());
    let first = here.lock(LockName::Session).await.expect("a free lock");
    assert!(!first.contended);
    let mut second = pin!(there.lock(LockName::Session));
    match select(&mut second, pin!(there.sleep(30))).await {
        Either::Left(_) => panic!("a lock was granted twice"),
        Either::Right(_) => drop(first),
    }
    let second = second.await.expect("the released lock");
    assert!(second.contended);
    drop(second);
    pause(&here).await;
    assert!(!here.lock(LockName::Session).await.expect("a free lock").contended);
}

pub async fn locks_of_different_names_are_independent<T: Tabs>(tabs: &T) {
    let _session = tabs.here().lock(LockName::Session).await.expect("a free lock");
    assert!(!tabs.there().lock(LockName::Rescue).await.expect("another lock").contended);
}

pub async fn a_lock_is_granted_in_the_order_of_the_requests_that_still_wait<T: Tabs>(tabs: &T) {
    let (here, there) = (tabs.here(), tabs.there());
    let held = here.lock(LockName::Session).await.expect("a free lock");
    let mut cancelled = Box::pin(there.lock(LockName::Session));
    assert!(
        matches!(select(&mut cancelled, pin!(there.sleep(10))).await, Either::Right(_)),
        "a lock was granted twice"
    );
    let last_granted = Rc::new(Cell::new(0));
    for number in 1..=2 {
        let (environment, last_granted) = (there.clone(), last_granted.clone());
        there.spawn(async move {
            let granted = environment.lock(LockName::Session).await.expect("the lock");
            assert_eq!(last_granted.replace(number), number - 1, "the lock was not granted in order");
            drop(granted);
        });
        pause(&here).await;
    }
    // When a waiting request for the lock is dropped, it leaves the queue.
    drop(cancelled);
    drop(held);
    while last_granted.get() < 2 {
        pause(&here).await;
    }
}

pub async fn the_holder_of_a_lock_can_be_queried<T: Tabs>(tabs: &T) {
    let here = tabs.here();
    assert_eq!(here.holder(LockName::Session).await, None);
    let held = here.lock(LockName::Session).await.expect("a free lock");
    assert!(tabs.there().holder(LockName::Session).await.is_some());
    assert_eq!(here.holder(LockName::Rescue).await, None);
    drop(held);
    pause(&here).await;
    assert_eq!(here.holder(LockName::Session).await, None);
}

pub async fn a_saved_record_is_loaded_again<T: Tabs>(tabs: &T) {
    let here = tabs.here();
    for reason in [Reason::Expired, Reason::Crossed] {
        here.save(&record(tabs, reason));
        assert_eq!(here.load(), record(tabs, reason));
    }
}

pub async fn a_write_is_reported_to_the_other_tabs_only<T: Tabs>(tabs: &T) {
    let here = tabs.here();
    here.save(&record(tabs, Reason::Expired));
    pause(&here).await;
    let changed = pin!(here.changed());
    let mut changed = changed.fuse();
    here.save(&record(tabs, Reason::Crossed));
    assert!(matches!(select(&mut changed, pin!(here.sleep(30))).await, Either::Right(_)), "its own write was reported");
    tabs.write_there(&record(tabs, Reason::Expired));
    changed.await;
    assert_eq!(here.load(), record(tabs, Reason::Expired));
}

pub async fn no_stamp_is_returned_twice<T: Tabs>(tabs: &T) {
    let stamps: Vec<_> = (0..50).flat_map(|_| [tabs.here().stamp(), tabs.there().stamp()]).collect();
    for (at, stamp) in stamps.iter().enumerate() {
        assert!(!stamps[..at].contains(stamp));
    }
}

pub async fn sleep_takes_the_time_given_and_the_clock_advances<T: Tabs>(tabs: &T) {
    let here = tabs.here();
    let before = here.now();
    here.sleep(40).await;
    // A browser may round its clock and its timers, so the test accepts 5 ms less.
    assert!(here.now() >= before + 35, "{} ms", here.now() - before);
}

pub async fn a_spawned_task_runs_by_itself<T: Tabs>(tabs: &T) {
    let (here, ran) = (tabs.here(), Rc::new(Cell::new(false)));
    let (inside, done) = (here.clone(), ran.clone());
    here.spawn(async move {
        inside.sleep(1).await;
        done.set(true);
    });
    assert!(!ran.get(), "the task ran inside spawn");
    while !ran.get() {
        pause(&here).await;
    }
}

pub async fn a_response_of_any_status_is_returned_and_the_limit_is_kept<T: Tabs>(tabs: &T) {
    let call = |limit| HttpRequest {
        method: Method::Get,
        path: "/test/user".to_owned(),
        headers: Vec::new(),
        body: Body::Empty,
        limit,
    };
    let response = tabs.here().send(call(20_000), None).await.expect("a response");
    assert!(response.status >= 400, "{response:?}");
    assert_eq!(tabs.here().send(call(0), None).await, Err(NoResponse::TimedOut));
}

/// Calls the macro `$make` with the names of all tests. `$make` defines one test for each name.
macro_rules! for_all_tests {
    ($make:ident) => {
        $make! {
            a_lock_has_one_holder_and_a_waiter_sees_the_contention,
            locks_of_different_names_are_independent,
            a_lock_is_granted_in_the_order_of_the_requests_that_still_wait,
            the_holder_of_a_lock_can_be_queried,
            a_saved_record_is_loaded_again,
            a_write_is_reported_to_the_other_tabs_only,
            no_stamp_is_returned_twice,
            sleep_takes_the_time_given_and_the_clock_advances,
            a_spawned_task_runs_by_itself,
            a_response_of_any_status_is_returned_and_the_limit_is_kept,
        }
    };
}
pub(crate) use for_all_tests;

//! What the core relies on, as [`Environment`] promises it: one suite for the simulated world and for the browser's, so that
//! the simulation plays by the real rules. It must not know which of the two it is played in.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;

use evergreen_session::environment::{Environment, LockName};
use evergreen_session::{Body, HttpRequest, Method, NoResponse, Reason, Record, State};
use futures_util::future::{Either, FutureExt, select};

/// One browser with two tabs.
pub trait Tabs {
    type Environment: Environment<User: std::fmt::Debug>;

    /// The API base that both tabs talk to, as an absolute address.
    fn api(&self) -> String;

    fn here(&self) -> Self::Environment;
    fn there(&self) -> Self::Environment;
    /// The other tab writes the record.
    fn write_there(&self, record: &Record<User<Self>>);
}

/// The user of a world's record.
pub type User<T> = <<T as Tabs>::Environment as Environment>::User;

fn record<T: Tabs>(tabs: &T, reason: Reason) -> Record<User<T>> {
    Record::signed_out(&tabs.api()).with(State::SignedOut(Some(reason)))
}

/// Lets everything happen that can happen by itself.
async fn moment(world: &impl Environment) {
    world.sleep(20).await;
}

pub async fn a_lock_is_held_by_one_at_a_time_and_told_as_contended<T: Tabs>(tabs: &T) {
    let (here, there) = (tabs.here(), tabs.there());
    let first = here.lock(LockName::Session).await.expect("a free lock");
    assert!(!first.contended);
    let mut second = pin!(there.lock(LockName::Session));
    match select(&mut second, pin!(there.sleep(30))).await {
        Either::Left(_) => panic!("a lock was given twice"),
        Either::Right(_) => drop(first),
    }
    let second = second.await.expect("the lock that was let go");
    assert!(second.contended);
    drop(second);
    moment(&here).await;
    assert!(!here.lock(LockName::Session).await.expect("a free lock").contended);
}

pub async fn locks_of_different_names_know_nothing_of_each_other<T: Tabs>(tabs: &T) {
    let _session = tabs.here().lock(LockName::Session).await.expect("a free lock");
    assert!(!tabs.there().lock(LockName::Rescue).await.expect("another lock").contended);
}

pub async fn a_lock_goes_to_who_asked_first_and_still_waits<T: Tabs>(tabs: &T) {
    let (here, there) = (tabs.here(), tabs.there());
    let held = here.lock(LockName::Session).await.expect("a free lock");
    let mut gone = Box::pin(there.lock(LockName::Session));
    assert!(matches!(select(&mut gone, pin!(there.sleep(10))).await, Either::Right(_)), "a lock was given twice");
    let served = Rc::new(Cell::new(0));
    for number in 1..=2 {
        let (world, served) = (there.clone(), served.clone());
        there.spawn(async move {
            let granted = world.lock(LockName::Session).await.expect("a lock in turn");
            assert_eq!(served.replace(number), number - 1, "first come, first served");
            drop(granted);
        });
        moment(&here).await;
    }
    // Who goes leaves the line.
    drop(gone);
    drop(held);
    while served.get() < 2 {
        moment(&here).await;
    }
}

pub async fn the_holder_of_a_lock_can_be_told<T: Tabs>(tabs: &T) {
    let here = tabs.here();
    assert_eq!(here.holder(LockName::Session).await, None);
    let held = here.lock(LockName::Session).await.expect("a free lock");
    assert!(tabs.there().holder(LockName::Session).await.is_some());
    assert_eq!(here.holder(LockName::Rescue).await, None);
    drop(held);
    moment(&here).await;
    assert_eq!(here.holder(LockName::Session).await, None);
}

pub async fn what_was_saved_is_read_again<T: Tabs>(tabs: &T) {
    let here = tabs.here();
    for reason in [Reason::Expired, Reason::Crossed] {
        here.save(&record(tabs, reason));
        assert_eq!(here.load(), record(tabs, reason));
    }
}

pub async fn a_write_is_heard_by_the_other_tab_alone<T: Tabs>(tabs: &T) {
    let here = tabs.here();
    here.save(&record(tabs, Reason::Expired));
    moment(&here).await;
    let heard = pin!(here.changed());
    let mut heard = heard.fuse();
    here.save(&record(tabs, Reason::Crossed));
    assert!(matches!(select(&mut heard, pin!(here.sleep(30))).await, Either::Right(_)), "its own write");
    tabs.write_there(&record(tabs, Reason::Expired));
    heard.await;
    assert_eq!(here.load(), record(tabs, Reason::Expired));
}

pub async fn no_stamp_comes_twice<T: Tabs>(tabs: &T) {
    let stamps: Vec<_> = (0..50).flat_map(|_| [tabs.here().stamp(), tabs.there().stamp()]).collect();
    for (at, stamp) in stamps.iter().enumerate() {
        assert!(!stamps[..at].contains(stamp));
    }
}

pub async fn sleeping_takes_its_time_and_the_clock_goes_on<T: Tabs>(tabs: &T) {
    let here = tabs.here();
    let before = here.now();
    here.sleep(40).await;
    // A browser may round either of the two.
    assert!(here.now() >= before + 35, "{} ms", here.now() - before);
}

pub async fn a_task_runs_although_nobody_waits_for_it<T: Tabs>(tabs: &T) {
    let (here, ran) = (tabs.here(), Rc::new(Cell::new(false)));
    let (inside, done) = (here.clone(), ran.clone());
    here.spawn(async move {
        inside.sleep(1).await;
        done.set(true);
    });
    assert!(!ran.get(), "never before the one who spawned it goes on");
    while !ran.get() {
        moment(&here).await;
    }
}

pub async fn an_answer_of_any_status_is_one_and_a_limit_is_kept<T: Tabs>(tabs: &T) {
    let call = |limit| HttpRequest {
        method: Method::Get,
        path: "/test/user".to_owned(),
        headers: Vec::new(),
        body: Body::Empty,
        limit,
    };
    let answer = tabs.here().send(call(20_000), None).await.expect("an answer");
    assert!(answer.status >= 400, "{answer:?}");
    assert_eq!(tabs.here().send(call(0), None).await, Err(NoResponse::TimedOut));
}

/// Hands the name of every promise to a macro that makes a test of each.
macro_rules! promises {
    ($make:ident) => {
        $make! {
            a_lock_is_held_by_one_at_a_time_and_told_as_contended,
            locks_of_different_names_know_nothing_of_each_other,
            a_lock_goes_to_who_asked_first_and_still_waits,
            the_holder_of_a_lock_can_be_told,
            what_was_saved_is_read_again,
            a_write_is_heard_by_the_other_tab_alone,
            no_stamp_comes_twice,
            sleeping_takes_its_time_and_the_clock_goes_on,
            a_task_runs_although_nobody_waits_for_it,
            an_answer_of_any_status_is_one_and_a_limit_is_kept,
        }
    };
}
pub(crate) use promises;

//! Tests of the list of entries.

use super::*;
use crate::event::Origin;
use evergreen_session::trace::For;
use evergreen_session::{Event, Method};

fn begin(entries: &mut Entries, operation: u32) {
    entries.step(Trace { operation, step: Step::Begun(Operation::Refresh) }, operation.into(), false);
}

fn received(event: Event) -> TimedEvent {
    TimedEvent { event: event.into(), origin: Origin::Received, at: 1, from: None }
}

#[test]
fn only_the_last_are_kept_and_the_removed_are_counted() {
    let mut entries = Entries::default();
    for operation in 1..=BOUND as u32 + 7 {
        begin(&mut entries, operation);
        entries.event(received(Event::Renewed));
    }
    assert_eq!((entries.operations.len(), entries.events.len(), entries.forgotten), (BOUND, BOUND, 7));
    assert_eq!(entries.operations[0].number, 8);
    let before = entries.clone();
    entries.step(Trace { operation: 3, step: Step::Sent }, 9, false);
    assert_eq!(entries, before, "a removed operation does not come back");
    entries.step(Trace { operation: 8, step: Step::Sent }, 9, false);
    assert_eq!(entries.operations[0].sends(), 1);
}

#[test]
fn of_a_burst_beyond_the_bound_the_requests_that_were_sent_first_are_kept() {
    let mut entries = Entries::default();
    let call = Operation::Call(Method::Get, "/x");
    for operation in 1..=1_000 {
        entries.step(Trace { operation, step: Step::Begun(call) }, 1, false);
        if operation <= 6 {
            entries.step(Trace { operation, step: Step::Sent }, 1, false);
        }
    }
    begin(&mut entries, 1_001);
    entries.step(Trace { operation: 1, step: Step::Answered(401) }, 2, false);
    assert_eq!((entries.operations.len(), entries.forgotten), (BOUND, 501));
    assert_eq!(entries.operations[0].status(), Some(401));
    assert!(entries.operations[..6].iter().map(|one| one.number).eq(1..=6));
    assert_eq!(entries.operations.last().map(|one| one.number), Some(1_001));
}

#[test]
fn ended_operations_make_room_for_waiting_requests_and_for_their_refresh() {
    let mut entries = Entries::default();
    for operation in 1..=BOUND as u32 {
        begin(&mut entries, operation);
        entries.step(Trace { operation, step: Step::Over(End::Done) }, 1, false);
    }
    let call = Operation::Call(Method::Get, "/x");
    for operation in 501..=600 {
        entries.step(Trace { operation, step: Step::Begun(call) }, 2, false);
        entries.step(Trace { operation, step: Step::Waits(For::Trial) }, 2, false);
    }
    begin(&mut entries, 601);
    assert_eq!((entries.operations.len(), entries.forgotten), (BOUND, 101));
    assert!(entries.operations.iter().map(|one| one.number).eq(102..=601));
}

#[test]
fn during_a_pause_nothing_begins_and_what_has_begun_ends() {
    let mut entries = Entries::default();
    begin(&mut entries, 1);
    entries.step(Trace { operation: 2, step: Step::Begun(Operation::SignIn) }, 1, true);
    entries.step(Trace { operation: 2, step: Step::Sent }, 2, true);
    assert!(entries.is_busy());
    entries.step(Trace { operation: 1, step: Step::Over(End::Done) }, 3, true);
    assert!(!entries.is_busy() && entries.operations.len() == 1);
}

#[test]
fn everything_of_a_user_is_removed_but_the_sign_out_under_way() {
    let mut entries = Entries::default();
    for (operation, kind) in [
        (1, Operation::Call(Method::Get, "/test/admin")),
        (2, Operation::SignOut),
        (3, Operation::SignOut),
        (4, Operation::Call(Method::Get, "/test/admin")),
    ] {
        entries.step(Trace { operation, step: Step::Begun(kind) }, 1, false);
    }
    entries.step(Trace { operation: 2, step: Step::Over(End::Done) }, 2, false);
    entries.event(received(Event::SignedIn));
    entries.forget_user();
    assert_eq!(entries.operations.iter().map(|one| one.number).collect::<Vec<_>>(), [3]);
    assert!(entries.events.is_empty() && entries.unknown.is_none());
    entries.step(Trace { operation: 3, step: Step::Over(End::Done) }, 5, false);
    assert!(!entries.is_busy(), "its later steps are still recorded");
}

#[test]
fn the_last_unknown_refresh_is_kept_with_its_reason() {
    let mut entries = Entries::default();
    begin(&mut entries, 1);
    for step in [Step::Sent, Step::Answered(502), Step::Over(End::Unknown("the server failed"))] {
        entries.step(Trace { operation: 1, step }, 5, false);
    }
    let unknown = UnknownRefresh { at: 5, reason: "the server failed", status: Some(502) };
    assert_eq!(entries.unknown, Some(unknown));
    // A page's request whose outcome is unknown does not replace the refresh in `unknown`, because such an outcome says
    // nothing about the session.
    let call = Operation::Call(Method::Get, "/x");
    for step in [Step::Begun(call), Step::Over(End::Unknown("it took too long"))] {
        entries.step(Trace { operation: 2, step }, 9, false);
    }
    assert_eq!(entries.unknown, Some(unknown));
}

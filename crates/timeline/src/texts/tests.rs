//! Tests of the texts.

use super::*;
use evergreen_session::Method;
use evergreen_session::trace::{Operation, Step};

#[test]
fn a_line_contains_all_numbers() {
    let mut call = TimedOperation::new(1, Operation::Call(Method::Get, "/test/user"), 1_000);
    for (at, step) in [
        (1_000, Step::Sent),
        (3_000, Step::Answered(401)),
        (3_000, Step::Waits(For::Refresh)),
        (8_000, Step::Sent),
        (9_500, Step::Answered(200)),
        (9_500, Step::Over(End::Done)),
    ] {
        call.step(step, at);
    }
    assert_eq!(
        operation_line(&call, 0),
        "GET /test/user at 1.0 ms · 401 after 2.0 ms · waited 5.0 ms for the refresh · 200 after 1.5 ms · \
         200, sent 2 times · 8.5 ms in total"
    );
}

#[test]
fn the_line_of_an_operation_under_way_changes_only_with_its_steps() {
    let mut call = TimedOperation::new(1, Operation::Call(Method::Get, "/x"), 2_000);
    call.step(Step::Waits(For::Lock), 3_000);
    assert_eq!(operation_line(&call, 1_000), "GET /x at 1.0 ms · waiting for the lock since 2.0 ms · in progress");
    call.step(Step::Sent, 4_000);
    assert!(operation_line(&call, 1_000).ends_with(" · waited 1.0 ms for the lock · sent at 3.0 ms · in progress"));
    call.step(Step::Over(End::Dropped), 9_000);
    let line = operation_line(&call, 1_000);
    assert!(line.ends_with("cancelled after 5.0 ms · cancelled · 7.0 ms in total"), "{line}");
}

#[test]
fn every_end_has_a_text() {
    let text = |end| {
        let mut refresh = TimedOperation::new(1, Operation::Refresh, 0);
        refresh.step(Step::Over(end), 1);
        outcome(&refresh)
    };
    assert_eq!(text(End::Done), "done");
    assert_eq!(text(End::Refused), "refused, not sent");
    assert_eq!(text(End::Unknown("it took too long")), "unknown: it took too long");
    for end in [End::DoneElsewhere, End::SessionGone, End::NoRefresh, End::Dropped] {
        assert!(!text(end).is_empty());
    }
    assert_eq!(outcome(&TimedOperation::new(1, Operation::SignIn, 0)), "in progress");
}

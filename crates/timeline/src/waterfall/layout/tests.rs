//! Tests of the layout of the waterfall.

use super::*;
use evergreen_session::trace::{End, Operation, Step};
use evergreen_session::{Event, Method};

/// Returns the entries of eight requests, one refresh and one event. The token has expired. Six requests are sent and
/// refused, while the other two wait. Then all eight wait for the refresh. After the refresh, all eight are sent and
/// succeed.
fn burst() -> Entries {
    let mut entries = Entries::default();
    let mut add = |number: u32, kind: Operation<'_>, steps: &[(Micros, Step<'_>)]| {
        let mut operation = TimedOperation::new(number, kind, 0);
        steps.iter().for_each(|(at, step)| operation.step(*step, *at));
        entries.operations.push(operation);
    };
    let good = [(70_000, Step::Sent), (90_000, Step::Answered(200)), (90_000, Step::Over(End::Done))];
    for number in 1..=8 {
        let mut steps = match number {
            1..=6 => vec![(0, Step::Sent), (20_000, Step::Answered(401)), (20_000, Step::Waits(For::Refresh))],
            _ => vec![(0, Step::Waits(For::Trial)), (20_000, Step::Waits(For::Refresh))],
        };
        steps.extend(good);
        add(number, Operation::Call(Method::Get, "/test/user"), &steps);
    }
    let refresh = [(20_000, Step::Sent), (60_000, Step::Answered(200)), (60_000, Step::Over(End::Done))];
    add(9, Operation::Refresh, &refresh);
    entries.events.push(event(Event::Renewed, Origin::Received, 60_000));
    entries
}

fn event(event: Event, origin: Origin, at: Micros) -> TimedEvent {
    TimedEvent { event: event.into(), origin, at, from: None }
}

fn count(layout: &Layout, shade: Shade) -> usize {
    layout.paths.iter().find(|(known, ..)| *known == shade).map_or(0, |(.., count)| *count)
}

fn laid_out() -> Layout {
    Layout::of(&burst(), Group { from: 0, to: 100_000 }, 100_000)
}

#[test]
fn a_burst_shows_six_refused_requests_one_refresh_and_eight_answers() {
    let layout = laid_out();
    assert_eq!(count(&layout, Shade::Refused), 6);
    assert_eq!(count(&layout, Shade::Queue), 2);
    assert_eq!(count(&layout, Shade::Refresh), 8);
    assert_eq!(count(&layout, Shade::Good), 9, "the requests and the refresh");
    assert_eq!(count(&layout, Shade::Band), 2, "one behind the refresh, one behind all that waited");
    assert_eq!(count(&layout, Shade::Event), 1);
    let names: Vec<&str> = layout.heads.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((names, layout.calls.len()), (vec!["Events", "Refresh"], 8));
    // All bands are one path. This path is the first one of the layout, because the bands are drawn behind all other
    // shapes. The last band in the path is the one behind the eight requests. It begins below the rows `Events` and
    // `Refresh`, so its top is at 2 * 20 = 40. It lasts from 0 to 60 ms. The picture shows 100 ms and is 1000 units
    // wide, so the band is 600 units wide.
    let (shade, path, _) = &layout.paths[0];
    assert_eq!(*shade, Shade::Band);
    assert!(path.ends_with(&format!("M0 40h600v{}h-600z", 8 * ROW)), "{path}");
}

#[test]
fn every_point_belongs_to_the_row_that_is_drawn_there() {
    let layout = laid_out();
    for row in 0..layout.len() {
        let (top, height) = layout.place_of(row);
        assert_eq!((layout.row_at(top), layout.row_at(top + height - 1)), (Some(row), Some(row)));
        assert!(layout.row(row).is_some());
    }
    assert_eq!(layout.height(), 10 * ROW);
    assert_eq!((layout.row_at(layout.height()), layout.row(layout.len())), (None, None));
}

#[test]
fn a_row_is_found_again_after_another_row_has_moved_it() {
    let mut entries = burst();
    let id = laid_out().row(9).map(|row| row.id);
    assert_eq!(id, Some(RowId::Operation(8)));
    entries.events.push(event(Event::Renewed, Origin::OtherTab, 90_000));
    let layout = Layout::of(&entries, Group { from: 0, to: 100_000 }, 100_000);
    assert_eq!((layout.find(RowId::Operation(8)), layout.find(RowId::OtherTabs)), (Some(10), Some(1)));
    assert_eq!(layout.find(RowId::Operation(99)), None);
}

#[test]
fn what_happens_at_the_very_end_is_visible() {
    let mut entries = Entries::default();
    entries.events.push(event(Event::SignedOut, Origin::OtherTab, 500));
    let layout = Layout::of(&entries, Group { from: 500, to: 500 }, 500);
    assert_eq!(layout.paths, [(Shade::OtherTab, "M0 4h3v12h-3z".to_owned(), 1)]);
    let layout = Layout::of(&burst(), Group { from: 0, to: 60_000 }, 60_000);
    let events = layout.paths.iter().find(|(shade, ..)| *shade == Shade::Event);
    assert_eq!(events.map(|(_, path, _)| path.as_str()), Some("M997 4h3v12h-3z"));
}

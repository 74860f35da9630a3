//! The waterfall as numbers: which rows there are, and where in each of them what stands. All of it is worked out here,
//! so that it can be tested without a browser. It must not know of elements, colours or words on the page.

use std::fmt::Write;

use super::clock::Micros;
use super::episode::Episode;
use super::journal::{Entries, Mark, What};
use super::lane::{About, Lane, Phase, Span};
use evergreen_session::trace::{End, For};

/// The width of the picture in its own units; it is stretched to the page's.
pub const WIDTH: u64 = 1_000;
/// The height of a row with its name beside it, in px where the reader's text is as large as it usually is.
pub const ROW: u32 = 20;
/// The narrowest that anything is drawn, in units of the width.
const THIN: u64 = 3;

/// An episode, laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The rows above the calls: events, other tabs, refreshes, sign-ins and sign-outs. [`ROW`] px each.
    pub heads: Vec<Row>,
    /// The calls, in the order in which they were made.
    pub calls: Vec<Row>,
    /// How high the row of a call is, in px: the more there are, the lower.
    pub call_height: u32,
    /// What is drawn: one path for each shade, and of how many parts.
    pub shapes: Vec<(Shade, String, usize)>,
    /// Where to draw a line, in per mille of the width, and the time that it stands for.
    pub ticks: Vec<(u64, Micros)>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which it is, wherever it comes to stand.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its numbers.
    pub numbers: String,
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id {
    /// The events of the bus.
    Events,
    /// What other tabs did.
    OtherTabs,
    /// The operation with this number.
    Operation(u32),
}

/// What a shape stands for, from what lies beneath to what lies on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// The refresh, across the calls that waited for it.
    Band,
    /// Waiting for the refresh.
    Refresh,
    /// Waiting for the trial of a token, or for the lock.
    Queue,
    /// Sent, and not answered yet.
    Sent,
    /// Answered well.
    Good,
    /// Answered with 401.
    Refused,
    /// Answered badly, or not at all.
    Bad,
    /// An event of the bus.
    Event,
    /// What another tab did.
    Elsewhere,
}

impl Shade {
    /// In the order of their numbers.
    const ALL: [Shade; 9] = [
        Shade::Band,
        Shade::Refresh,
        Shade::Queue,
        Shade::Sent,
        Shade::Good,
        Shade::Refused,
        Shade::Bad,
        Shade::Event,
        Shade::Elsewhere,
    ];
}

impl Picture {
    /// Lays out one episode.
    pub fn of(entries: &Entries, episode: Episode, now: Micros) -> Picture {
        let scale = Scale { from: episode.from, time: (episode.to - episode.from).max(1_000) };
        let lanes = || entries.lanes.iter().filter(|lane| episode.holds(lane.begun));
        let is_call = |lane: &&Lane| matches!(lane.about, About::Call(..));
        let calls: Vec<&Lane> = lanes().filter(is_call).collect();
        let others: Vec<&Lane> = lanes().filter(|lane| !is_call(lane)).collect();
        let mut sketch = Sketch { scale, now, shapes: Shade::ALL.map(|shade| (shade, String::new(), 0)) };

        let mut heads = Vec::new();
        for (id, name, shade) in [(Id::Events, "Events", Shade::Event), (Id::OtherTabs, "Other tabs", Shade::Elsewhere)]
        {
            let of_row = |mark: &&Mark| (shade == Shade::Event) == matches!(mark.what, What::Heard(_));
            let marks: Vec<&Mark> =
                entries.marks.iter().filter(|mark| episode.holds(mark.begun())).filter(of_row).collect();
            if marks.is_empty() {
                continue;
            }
            let y = heads.len() as u32 * ROW;
            for mark in &marks {
                sketch.bar(shade, (mark.begun(), mark.at), y, ROW);
            }
            let words: Vec<String> = marks.iter().map(|mark| mark.sentence(episode.from)).collect();
            heads.push(Row { id, name: name.to_owned(), numbers: format!("{name}: {}", words.join(" · ")) });
        }
        let first_lane = heads.len() as u32;
        let row = |lane: &&Lane| Row {
            id: Id::Operation(lane.number),
            name: lane.about.words(),
            numbers: lane.sentence(episode.from),
        };
        heads.extend(others.iter().map(row));
        let top = heads.len() as u32 * ROW;
        let call_height = height_of_call(calls.len());

        // Beneath everything else, so drawn first.
        for (place, refresh) in others.iter().enumerate().filter(|(_, lane)| lane.about == About::Refresh) {
            let time = (refresh.begun, refresh.until(now));
            sketch.bar(Shade::Band, time, (first_lane + place as u32) * ROW, ROW);
            for (first, count) in runs(&calls, time, now) {
                sketch.bar(Shade::Band, time, top + first * call_height, count * call_height);
            }
        }
        for (place, lane) in others.iter().enumerate() {
            sketch.lane(lane, (first_lane + place as u32) * ROW, ROW);
        }
        for (place, lane) in calls.iter().enumerate() {
            sketch.lane(lane, top + place as u32 * call_height, call_height);
        }
        let shapes = sketch.shapes.into_iter().filter(|(.., count)| *count > 0).collect();
        Picture { heads, calls: calls.iter().map(row).collect(), call_height, shapes, ticks: scale.ticks() }
    }

    /// The height of it all, in px.
    pub fn height(&self) -> u32 {
        self.heads.len() as u32 * ROW + self.calls.len() as u32 * self.call_height
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.heads.len() + self.calls.len()
    }

    /// The row at this height, in px from the top.
    pub fn row_at(&self, y: u32) -> Option<usize> {
        let top = self.heads.len() as u32 * ROW;
        let row = if y < top { y / ROW } else { self.heads.len() as u32 + (y - top) / self.call_height.max(1) };
        Some(row as usize).filter(|row| *row < self.len())
    }

    /// From where to where a row reaches, in px: its top, and its height.
    pub fn place_of(&self, row: usize) -> (u32, u32) {
        match row.checked_sub(self.heads.len()) {
            None => (row as u32 * ROW, ROW),
            Some(call) => (self.heads.len() as u32 * ROW + call as u32 * self.call_height, self.call_height),
        }
    }

    /// A row, heads first.
    pub fn row(&self, row: usize) -> Option<&Row> {
        self.rows().nth(row)
    }

    /// Where this row stands, where there is one.
    pub fn find(&self, id: Id) -> Option<usize> {
        self.rows().position(|row| row.id == id)
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.heads.iter().chain(&self.calls)
    }
}

/// As many as fit are as high as a line of text; more still fit on a screen or two.
fn height_of_call(calls: usize) -> u32 {
    match calls {
        0..=20 => ROW,
        21..=60 => 10,
        61..=120 => 6,
        121..=250 => 4,
        _ => 2,
    }
}

/// The calls that waited for a refresh in this time: the first of each run without a gap, and how many.
fn runs(calls: &[&Lane], (from, to): (Micros, Micros), now: Micros) -> Vec<(u32, u32)> {
    let waits =
        |span: &Span| span.phase == Phase::Waiting(For::Refresh) && span.from <= to && span.to.unwrap_or(now) >= from;
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for (place, _) in calls.iter().enumerate().filter(|(_, lane)| lane.spans.iter().any(waits)) {
        let place = place as u32;
        match runs.last_mut() {
            Some((first, count)) if *first + *count == place => *count += 1,
            _ => runs.push((place, 1)),
        }
    }
    runs
}

/// From time to width.
#[derive(Clone, Copy)]
struct Scale {
    from: Micros,
    time: Micros,
}

impl Scale {
    fn x(self, at: Micros) -> u64 {
        (at.saturating_sub(self.from).saturating_mul(WIDTH) / self.time).min(WIDTH)
    }

    /// Three to six lines at round times.
    fn ticks(self) -> Vec<(u64, Micros)> {
        let mut step = 100;
        let mut factors = [2, 5, 10].iter().cycle();
        let mut decade = 100;
        while self.time / step > 6 {
            let factor = factors.next().copied().unwrap_or(10);
            step = decade * factor;
            if factor == 10 {
                decade = step;
            }
        }
        (1..=self.time / step).map(|count| (self.x(self.from + count * step), count * step)).collect()
    }
}

struct Sketch {
    scale: Scale,
    now: Micros,
    shapes: [(Shade, String, usize); 9],
}

impl Sketch {
    fn lane(&mut self, lane: &Lane, y: u32, height: u32) {
        for span in &lane.spans {
            let shade = match span.phase {
                Phase::Waiting(For::Refresh) => Shade::Refresh,
                Phase::Waiting(For::Trial | For::Lock) => Shade::Queue,
                Phase::Sent => match lane.end {
                    Some((_, End::Dropped)) => Shade::Bad,
                    _ => Shade::Sent,
                },
                Phase::Answered(200..=299) => Shade::Good,
                Phase::Answered(401) => Shade::Refused,
                Phase::Answered(_) | Phase::Unanswered(_) => Shade::Bad,
            };
            self.bar(shade, (span.from, span.to.unwrap_or(self.now)), y, height);
        }
    }

    fn bar(&mut self, shade: Shade, (from, to): (Micros, Micros), y: u32, height: u32) {
        let (left, right) = (self.scale.x(from), self.scale.x(to));
        let left = left.min(WIDTH - THIN);
        let width = right.saturating_sub(left).max(THIN);
        // High rows stand apart from each other; bands reach across.
        let gap = if shade == Shade::Band { 0 } else { height / 5 };
        let (y, height) = (y + gap, height - 2 * gap);
        let (_, path, count) = &mut self.shapes[shade as usize];
        *count += 1;
        // Writing to a text can't fail.
        let _ = write!(path, "M{left} {y}h{width}v{height}h-{width}z");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use evergreen_session::Event;
    use evergreen_session::Method;
    use evergreen_session::trace::{Operation, Step};

    /// Eight calls with an expired token, of which six are refused; one refresh; all are answered.
    fn burst() -> Entries {
        let mut entries = Entries::default();
        let mut lane = |number: u32, operation: Operation<'_>, steps: &[(Micros, Step<'_>)]| {
            let mut lane = Lane::new(number, operation, 0);
            steps.iter().for_each(|(at, step)| lane.step(*step, *at));
            entries.lanes.push(lane);
        };
        let good = [(70_000, Step::Sent), (90_000, Step::Answered(200)), (90_000, Step::Over(End::Done))];
        for number in 1..=8 {
            let mut steps = match number {
                1..=6 => vec![(0, Step::Sent), (20_000, Step::Answered(401)), (20_000, Step::Waits(For::Refresh))],
                _ => vec![(0, Step::Waits(For::Trial)), (20_000, Step::Waits(For::Refresh))],
            };
            steps.extend(good);
            lane(number, Operation::Call(Method::Get, "/test/user"), &steps);
        }
        let refresh = [(20_000, Step::Sent), (60_000, Step::Answered(200)), (60_000, Step::Over(End::Done))];
        lane(9, Operation::Refresh, &refresh);
        entries.marks.push(Mark { at: 60_000, from: None, what: What::Heard(Event::Renewed) });
        entries
    }

    fn count(picture: &Picture, shade: Shade) -> usize {
        picture.shapes.iter().find(|(known, ..)| *known == shade).map_or(0, |(.., count)| *count)
    }

    fn drawn() -> Picture {
        Picture::of(&burst(), Episode { from: 0, to: 100_000 }, 100_000)
    }

    #[test]
    fn a_burst_shows_six_refused_one_refresh_and_the_rest_going_through() {
        let picture = drawn();
        assert_eq!(count(&picture, Shade::Refused), 6);
        assert_eq!(count(&picture, Shade::Queue), 2);
        assert_eq!(count(&picture, Shade::Refresh), 8);
        assert_eq!(count(&picture, Shade::Good), 9, "the calls and the refresh");
        assert_eq!(count(&picture, Shade::Band), 2, "one over its own row, one across all that waited");
        assert_eq!(count(&picture, Shade::Event), 1);
        let names: Vec<&str> = picture.heads.iter().map(|row| row.name.as_str()).collect();
        assert_eq!((names, picture.calls.len()), (vec!["Events", "Refresh"], 8));
        // Beneath all else, and from 20 to 60 of 100 ms over the eight rows below the two heads.
        let (shade, path, _) = &picture.shapes[0];
        assert_eq!(*shade, Shade::Band);
        assert!(path.ends_with(&format!("M0 40h600v{}h-600z", 8 * ROW)), "{path}");
    }

    #[test]
    fn every_shade_stands_at_its_number() {
        assert!(Shade::ALL.iter().enumerate().all(|(number, shade)| *shade as usize == number));
    }

    #[test]
    fn every_point_belongs_to_the_row_that_is_drawn_there() {
        let picture = drawn();
        for row in 0..picture.len() {
            let (top, height) = picture.place_of(row);
            assert_eq!((picture.row_at(top), picture.row_at(top + height - 1)), (Some(row), Some(row)));
            assert!(picture.row(row).is_some());
        }
        assert_eq!(picture.height(), 10 * ROW);
        assert_eq!((picture.row_at(picture.height()), picture.row(picture.len())), (None, None));
    }

    #[test]
    fn a_row_is_found_again_wherever_it_comes_to_stand() {
        let mut entries = burst();
        let id = drawn().row(9).map(|row| row.id);
        assert_eq!(id, Some(Id::Operation(8)));
        entries.marks.push(Mark { at: 90_000, from: None, what: What::Elsewhere(Event::Renewed) });
        let picture = Picture::of(&entries, Episode { from: 0, to: 100_000 }, 100_000);
        assert_eq!((picture.find(Id::Operation(8)), picture.find(Id::OtherTabs)), (Some(10), Some(1)));
        assert_eq!(picture.find(Id::Operation(99)), None);
    }

    #[test]
    fn whatever_happens_at_the_very_end_is_still_seen() {
        let mut entries = Entries::default();
        entries.marks.push(Mark { at: 500, from: None, what: What::Elsewhere(Event::SignedOut) });
        let picture = Picture::of(&entries, Episode { from: 500, to: 500 }, 500);
        assert_eq!(picture.shapes, [(Shade::Elsewhere, "M0 4h3v12h-3z".to_owned(), 1)]);
        let picture = Picture::of(&burst(), Episode { from: 0, to: 60_000 }, 60_000);
        let events = picture.shapes.iter().find(|(shade, ..)| *shade == Shade::Event);
        assert_eq!(events.map(|(_, path, _)| path.as_str()), Some("M997 4h3v12h-3z"));
    }

    #[test]
    fn lines_stand_at_round_times_and_never_in_crowds() {
        for time in [1_000, 3_333, 90_000, 182_000, 1_000_000, 59_000_000, 3_600_000_000] {
            let ticks = Scale { from: 7, time }.ticks();
            assert!((2..=6).contains(&ticks.len()), "{time}: {ticks:?}");
            assert!(ticks.iter().all(|(x, _)| *x <= WIDTH));
        }
        let times: Vec<Micros> = Scale { from: 0, time: 182_000 }.ticks().into_iter().map(|(_, time)| time).collect();
        assert_eq!(times, [50_000, 100_000, 150_000]);
    }
}

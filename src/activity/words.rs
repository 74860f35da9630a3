//! The words for what is on the timeline: in the table, under the picture, and in what is saved.
//! It must not decide anything.

use super::clock::{Micros, duration};
use super::journal::{Mark, What};
use super::lane::{About, Lane, Phase, Span};
use evergreen_session::trace::{End, For};
use evergreen_session::{Event, NoResponse};

impl About {
    /// Such as `GET /test/user`.
    pub fn words(&self) -> String {
        match self {
            About::Call(method, path) => format!("{} {path}", method.name()),
            About::Refresh => "Refresh".to_owned(),
            About::SignIn => "Sign-in".to_owned(),
            About::SignOut => "Sign-out".to_owned(),
        }
    }
}

impl Lane {
    /// What it came to, such as `200`, `200, sent 2 times` or `timed out`.
    pub fn outcome(&self) -> String {
        let status = self.status().map(|status| status.to_string());
        let end = match self.end {
            None => "under way".to_owned(),
            Some((_, End::Done)) => status.unwrap_or_else(|| "done".to_owned()),
            Some((_, End::DoneElsewhere)) => "was done already".to_owned(),
            Some((_, End::SessionGone)) => "the session is gone".to_owned(),
            Some((_, End::Refused)) => format!("refused, {}", status.as_deref().unwrap_or("unsent")),
            Some((_, End::NoRefresh)) => "the server has none".to_owned(),
            Some((_, End::Dropped)) => "nobody waits any more".to_owned(),
            Some((_, End::Unknown(why))) => match status {
                Some(status) => format!("unknown: {why} ({status})"),
                None => format!("unknown: {why}"),
            },
        };
        match self.sends() {
            0 | 1 => end,
            sends => format!("{end}, sent {sends} times"),
        }
    }

    /// All of it in one line, with times counted from `zero`. It is read out whenever it changes, so what is under way
    /// has no number that runs.
    pub fn sentence(&self, zero: Micros) -> String {
        let begun = duration(self.begun.saturating_sub(zero));
        let spans: String = self.spans.iter().map(|span| format!(" · {}", span.words(zero))).collect();
        let total = self.end.map(|(at, _)| format!(" · {} in all", duration(at.saturating_sub(self.begun))));
        format!("{} at {begun}{spans} · {}{}", self.about.words(), self.outcome(), total.unwrap_or_default())
    }
}

impl Span {
    fn words(&self, zero: Micros) -> String {
        let Some(to) = self.to else {
            let since = duration(self.from.saturating_sub(zero));
            return match self.phase {
                Phase::Waiting(reason) => format!("waiting for {} since {since}", awaited(reason)),
                _ => format!("sent at {since}"),
            };
        };
        let time = duration(to.saturating_sub(self.from));
        match self.phase {
            Phase::Waiting(reason) => format!("waited {time} for {}", awaited(reason)),
            Phase::Sent => format!("given up after {time}"),
            Phase::Answered(status) => format!("{status} after {time}"),
            Phase::Unanswered(none) => format!("{} after {time}", no_answer(none)),
        }
    }
}

fn awaited(reason: For) -> &'static str {
    match reason {
        For::Refresh => "the refresh",
        For::Trial => "those that tried the token",
        For::Lock => "the lock",
    }
}

/// Why there was no answer, in a word or two.
pub fn no_answer(none: NoResponse) -> &'static str {
    match none {
        NoResponse::Offline => "offline",
        NoResponse::Unreachable => "no answer",
        NoResponse::TimedOut => "timed out",
        NoResponse::Blocked => "blocked by policy",
    }
}

impl Mark {
    /// The same, with its time counted from `zero`.
    pub fn sentence(&self, zero: Micros) -> String {
        format!("{} at {}", self.words(), duration(self.at.saturating_sub(zero)))
    }

    /// Such as `renewed in another tab`.
    pub fn words(&self) -> String {
        match self.what {
            What::Heard(event) => format!("event: {}", event_word(event)),
            What::Elsewhere(event) => format!("{} in another tab", event_word(event)),
        }
    }
}

fn event_word(event: Event) -> &'static str {
    match event {
        Event::SignedIn => "signed in",
        Event::Renewed => "renewed",
        Event::SignedOut => "signed out",
        Event::Ended => "ended",
        Event::Changed => "changed",
        Event::Connection => "connection",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use evergreen_session::Method;
    use evergreen_session::trace::{Operation, Step};

    #[test]
    fn a_line_tells_all_the_numbers() {
        let mut lane = Lane::new(1, Operation::Call(Method::Get, "/test/user"), 1_000);
        for (at, step) in [
            (1_000, Step::Sent),
            (3_000, Step::Answered(401)),
            (3_000, Step::Waits(For::Refresh)),
            (8_000, Step::Sent),
            (9_500, Step::Answered(200)),
            (9_500, Step::Over(End::Done)),
        ] {
            lane.step(step, at);
        }
        assert_eq!(
            lane.sentence(0),
            "GET /test/user at 1.0 ms · 401 after 2.0 ms · waited 5.0 ms for the refresh · 200 after 1.5 ms · \
             200, sent 2 times · 8.5 ms in all"
        );
    }

    #[test]
    fn what_is_under_way_says_the_same_however_often_it_is_asked() {
        let mut lane = Lane::new(1, Operation::Call(Method::Get, "/x"), 2_000);
        lane.step(Step::Waits(For::Lock), 3_000);
        assert_eq!(lane.sentence(1_000), "GET /x at 1.0 ms · waiting for the lock since 2.0 ms · under way");
        lane.step(Step::Sent, 4_000);
        assert!(lane.sentence(1_000).ends_with(" · waited 1.0 ms for the lock · sent at 3.0 ms · under way"));
        lane.step(Step::Over(End::Dropped), 9_000);
        assert!(lane.sentence(1_000).ends_with("given up after 5.0 ms · nobody waits any more · 7.0 ms in all"));
    }

    #[test]
    fn every_end_has_words() {
        let words = |end| {
            let mut lane = Lane::new(1, Operation::Refresh, 0);
            lane.step(Step::Over(end), 1);
            lane.outcome()
        };
        assert_eq!(words(End::Done), "done");
        assert_eq!(words(End::Refused), "refused, unsent");
        assert_eq!(words(End::Unknown("it took too long")), "unknown: it took too long");
        for end in [End::DoneElsewhere, End::SessionGone, End::NoRefresh, End::Dropped] {
            assert!(!words(end).is_empty());
        }
        assert_eq!(Lane::new(1, Operation::SignIn, 0).outcome(), "under way");
    }
}

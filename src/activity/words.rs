//! The words for what is on the timeline: in the table, under the picture, and in what is saved.
//! It must not decide anything.

use super::clock::{Micros, duration};
use super::journal::{Mark, What};
use super::lane::{About, Lane, Phase, Span};
use crate::api::Method;
use crate::api::trace::{End, For};
use crate::api::world::NoAnswer;
use crate::bus::Event;

impl About {
    /// Such as `GET /test/user`.
    pub fn words(&self) -> String {
        match self {
            About::Call(method, path) => format!("{} {path}", method_word(*method)),
            About::Refresh => "Refresh".to_owned(),
            About::SignIn => "Sign-in".to_owned(),
            About::SignOut => "Sign-out".to_owned(),
        }
    }
}

fn method_word(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
    }
}

impl Lane {
    /// What it came to, such as `200`, `200, sent 2 times` or `timed out`.
    pub fn outcome(&self) -> String {
        let status = self.status().map(|status| status.to_string());
        let end = match self.end {
            None => "under way".to_owned(),
            Some((_, End::Done)) => status.unwrap_or_else(|| "done".to_owned()),
            Some((_, End::DoneElsewhere)) => "another tab had done it".to_owned(),
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

    /// All of it in one line, with times counted from `zero`.
    pub fn sentence(&self, zero: Micros, now: Micros) -> String {
        let total = duration(self.until(now).saturating_sub(self.begun));
        let begun = duration(self.begun.saturating_sub(zero));
        let spans: String = self.spans.iter().map(|span| format!(" · {}", span.words(now))).collect();
        format!("{} at {begun}{spans} · {} · {total} in all", self.about.words(), self.outcome())
    }
}

impl Span {
    fn words(&self, now: Micros) -> String {
        let time = duration(self.to.unwrap_or(now).saturating_sub(self.from));
        match self.phase {
            Phase::Waiting(For::Refresh) => format!("waited {time} for the refresh"),
            Phase::Waiting(For::Trial) => format!("waited {time} for those that tried the token"),
            Phase::Waiting(For::Lock) => format!("waited {time} for the lock"),
            Phase::Sent => format!("sent {time} ago"),
            Phase::Answered(status) => format!("{status} after {time}"),
            Phase::Unanswered(none) => format!("{} after {time}", no_answer(none)),
        }
    }
}

/// Why there was no answer, in a word or two.
pub fn no_answer(none: NoAnswer) -> &'static str {
    match none {
        NoAnswer::Offline => "offline",
        NoAnswer::Unreachable => "no answer",
        NoAnswer::TimedOut => "timed out",
        NoAnswer::Blocked => "blocked by policy",
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::trace::{Errand, Step};

    #[test]
    fn a_line_tells_all_the_numbers() {
        let mut lane = Lane::new(1, Errand::Call(Method::Get, "/test/user"), 1_000);
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
            lane.sentence(0, 0),
            "GET /test/user at 1.0 ms · 401 after 2.0 ms · waited 5.0 ms for the refresh · 200 after 1.5 ms · \
             200, sent 2 times · 8.5 ms in all"
        );
    }

    #[test]
    fn every_end_has_words() {
        let words = |end| {
            let mut lane = Lane::new(1, Errand::Refresh, 0);
            lane.step(Step::Over(end), 1);
            lane.outcome()
        };
        assert_eq!(words(End::Done), "done");
        assert_eq!(words(End::Refused), "refused, unsent");
        assert_eq!(words(End::Unknown("it took too long")), "unknown: it took too long");
        for end in [End::DoneElsewhere, End::SessionGone, End::NoRefresh, End::Dropped] {
            assert!(!words(end).is_empty());
        }
        assert_eq!(Lane::new(1, Errand::SignIn, 0).outcome(), "under way");
    }
}

//! Decides what follows after an attempt to hold the stream of events (rule 17).

use super::refresh_state::Cause;
use crate::http::{NoResponse, Response};
use crate::record::Millis;
use crate::transient_status::is_transient;

/// The pauses before the stream is opened again, in milliseconds. The last pause repeats. Up to half of each pause is
/// left out at random, so that the browsers do not all come back at the same moment after a restart of the server.
const PAUSES: [u32; 7] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];
/// The longest pause that a server can ask for with `Retry-After`, in seconds.
const LONGEST_WISH: u32 = 600;
/// A stream that was open for this long was a success, so the next pause is short again. In milliseconds.
const STEADY: Millis = 60_000;
/// How many refusals in a row are each followed by a refresh. After one more refusal, the tab gives up, because the
/// token is not the reason.
const REFUSALS: u32 = 2;

/// How an attempt to hold the stream has ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    /// The stream was open for this many milliseconds.
    Closed(Millis),
    /// The server has refused the token, or the token is about to expire.
    Refused(Cause),
    /// The server has no such stream, or this user may not read it.
    Missing,
    /// The attempt failed for any other reason. The server may say after how many seconds to try again.
    Failed(Option<u32>),
}

/// What follows after an attempt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Refresh the session, and try again at once.
    Refresh(Cause),
    /// Try again after this many milliseconds.
    Pause(u32),
    /// Do not try again for this session.
    GiveUp,
}

/// The attempts so far, while one tab holds the stream of one session.
#[derive(Default)]
pub(super) struct Attempts {
    pauses: Pauses,
    refusals: u32,
}

/// Counts the pauses so far. The pauses grow, up to the last one of `PAUSES`.
#[derive(Default)]
pub(super) struct Pauses(usize);

impl Attempt {
    /// Returns how an attempt has ended that brought no stream. `answer`: the response of the server, or why there is
    /// none. `masked`: whether the server hides the reason of the response.
    pub(super) fn without_stream(answer: &Result<Response, NoResponse>, masked: bool) -> Self {
        let Ok(answer) = answer else { return Attempt::Failed(None) };
        match answer.status {
            401 => Attempt::Refused(if masked { Cause::Unclear } else { Cause::Refused }),
            // With a 204, a server asks the browser to stop (HTML standard, section 9.2.1).
            204 | 501 => Attempt::Missing,
            // A proxy answers with a web page, for example while the server is deployed.
            status @ 400..=499 if !is_transient(status) && !answer.is_web_page() => Attempt::Missing,
            _ => Attempt::Failed(answer.retry_after()),
        }
    }
}

impl Attempts {
    /// Decides what follows after `attempt`. `random` is any number. It decides how much of a pause is left out.
    pub(super) fn after(&mut self, attempt: &Attempt, random: u32) -> Next {
        match *attempt {
            Attempt::Missing => Next::GiveUp,
            Attempt::Refused(_) if self.refusals == REFUSALS => Next::GiveUp,
            Attempt::Refused(cause) => {
                self.refusals += 1;
                Next::Refresh(cause)
            }
            Attempt::Closed(lasted) => {
                self.refusals = 0;
                if lasted >= STEADY {
                    self.pauses = Pauses::default();
                }
                Next::Pause(self.pauses.next(random))
            }
            Attempt::Failed(wish) => {
                self.refusals = 0;
                let wish = wish.unwrap_or_default().min(LONGEST_WISH) * 1_000;
                Next::Pause(self.pauses.next(random).max(wish))
            }
        }
    }
}

impl Pauses {
    /// Returns the next pause in milliseconds. `random` is any number. It decides how much of the pause is left out.
    pub(super) fn next(&mut self, random: u32) -> u32 {
        let pause = PAUSES[self.0.min(PAUSES.len() - 1)];
        self.0 += 1;
        pause - random % (pause / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILED: Attempt = Attempt::Failed(None);
    const REFUSED: Attempt = Attempt::Refused(Cause::Refused);

    fn answered(status: u16) -> Attempt {
        Attempt::without_stream(&Ok(Response::new(status)), false)
    }

    #[test]
    fn each_answer_without_a_stream_has_its_meaning() {
        assert_eq!(answered(401), REFUSED);
        assert_eq!(Attempt::without_stream(&Ok(Response::new(401)), true), Attempt::Refused(Cause::Unclear));
        for status in [204, 400, 403, 404, 405, 410, 501] {
            assert_eq!(answered(status), Attempt::Missing, "{status}");
        }
        for status in [200, 302, 408, 425, 429, 500, 502, 503] {
            assert_eq!(answered(status), FAILED, "{status}");
        }
        let page = Response::new(404).with_body("<!DOCTYPE html>");
        assert_eq!(Attempt::without_stream(&Ok(page), false), FAILED, "the page of a proxy");
        let busy = Response::new(503).with_header("Retry-After", "30");
        assert_eq!(Attempt::without_stream(&Ok(busy), false), Attempt::Failed(Some(30)));
        assert_eq!(Attempt::without_stream(&Err(NoResponse::TimedOut), false), FAILED);
    }

    #[test]
    fn the_pauses_grow_and_differ_and_are_short_again_after_a_steady_stream() {
        let mut attempts = Attempts::default();
        let pauses: Vec<Next> = (0..9).map(|_| attempts.after(&FAILED, 0)).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 15, 30, 60, 60, 60].map(|seconds| Next::Pause(seconds * 1_000)));
        for random in [1, 29_999, 30_000, 1_234_567, u32::MAX] {
            let Next::Pause(pause) = attempts.after(&FAILED, random) else { panic!("no pause") };
            assert!((30_001..=60_000).contains(&pause), "{pause}");
        }
        assert_eq!(attempts.after(&Attempt::Closed(STEADY - 1), 0), Next::Pause(60_000));
        assert_eq!(attempts.after(&Attempt::Closed(STEADY), 0), Next::Pause(1_000));
        assert_eq!(attempts.after(&Attempt::Closed(0), 499), Next::Pause(1_501));
    }

    #[test]
    fn a_server_can_ask_for_a_longer_pause_but_not_for_ever() {
        let mut attempts = Attempts::default();
        assert_eq!(attempts.after(&Attempt::Failed(Some(30)), 0), Next::Pause(30_000));
        assert_eq!(attempts.after(&Attempt::Failed(Some(1)), 0), Next::Pause(2_000));
        assert_eq!(attempts.after(&Attempt::Failed(Some(u32::MAX)), 0), Next::Pause(600_000));
    }

    #[test]
    fn two_refusals_in_a_row_refresh_and_a_third_one_gives_up() {
        let mut attempts = Attempts::default();
        let refresh = Next::Refresh(Cause::Refused);
        for _ in 0..3 {
            assert_eq!(attempts.after(&REFUSED, 0), refresh);
            assert_eq!(attempts.after(&REFUSED, 0), refresh);
            assert!(matches!(attempts.after(&FAILED, 0), Next::Pause(_)));
        }
        assert_eq!(attempts.after(&REFUSED, 0), refresh);
        assert_eq!(attempts.after(&REFUSED, 0), refresh);
        assert_eq!(attempts.after(&REFUSED, 0), Next::GiveUp);
        assert_eq!(Attempts::default().after(&Attempt::Missing, 0), Next::GiveUp);
    }
}

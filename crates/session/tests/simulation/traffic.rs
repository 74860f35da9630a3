//! The part of the ledger that watches the wire: what may be sent, when, how often, and beside what else.
//! It must not know what the record says of it all.

use crate::protocol::path;
use evergreen_session::Stamp;

use super::flight::Flight;
use super::ledger::{Ledger, Moment};
use super::server::{Access, Mode, PUBLIC};

/// A call may wait for the answers of others for no longer than this (rule 6), in ms.
const TRIAL: u64 = 1_000;
/// So much later, in ms, something that is due at once may happen on a busy machine.
const SLACK: u64 = 50;

/// The calls that one tab's pages have on their way under the last renewal they were sent under.
#[derive(Default)]
pub struct Boards {
    renewal: Option<Stamp>,
    /// An answer among them showed the token to be good.
    good: bool,
    /// Those that have shown nothing so far, or a refusal that starts a refresh in a moment: number, and when it was sent.
    unanswered: Vec<(u64, u64)>,
}

impl Boards {
    /// How many others say something about the token at the moment when one more is sent.
    fn trying(&mut self, flight: &Flight, now: u64) -> usize {
        if self.renewal != flight.renewal {
            *self = Boards { renewal: flight.renewal.clone(), ..Boards::default() };
        }
        self.unanswered.retain(|(_, since)| now - since < TRIAL);
        self.good &= !self.unanswered.is_empty();
        self.unanswered.push((flight.number, now));
        self.unanswered.len() - 1
    }
}

impl Ledger {
    /// A tab sends; `held` says for how many ms it has held the lock.
    pub fn departed(&mut self, flight: &Flight, moment: &Moment<'_>, held: Option<u64>) {
        self.note(format!("tab {} sends {}", flight.tab, flight.path));
        if flight.sets_cookies() {
            self.changes_cookies(flight, moment, held);
        } else {
            self.asks(flight, moment);
        }
    }

    /// Cookies change one call at a time and early in a hold (rule 7); a refresh is sent where one is needed (rule 4).
    fn changes_cookies(&mut self, flight: &Flight, moment: &Moment<'_>, held: Option<u64>) {
        let Moment { server, cookies, written, now } = moment;
        let Flight { tab, path, renewal, .. } = flight;
        // Also where one has been passed over: the others still wait for each other.
        let is_awake = |tab: &usize| !self.stood_still.contains(tab);
        let two = self.locks && is_awake(tab) && self.setting.iter().any(is_awake);
        if two || self.orderly && !self.setting.is_empty() {
            self.fail(format!("tab {tab} sends {path} while another call that sets cookies is on its way"));
        }
        if self.locks && !self.clock_set && held.is_none_or(|held| held > 10_100) {
            self.fail(format!("tab {tab} sends {path} {held:?} ms into a hold"));
        }
        self.setting.push(*tab);
        match (path.as_str(), renewal) {
            (path::REFRESH, Some(renewal)) => {
                self.refreshing.push(*tab);
                if self.orderly && self.waiting.get(tab).is_none_or(|waiting| *waiting == 0) {
                    self.fail(format!("tab {tab} refreshes for nobody"));
                }
                // Announced, a token is renewed within a tenth of its life, by the time it was asked for.
                let soon = now + server.lifetime / 10 + 250;
                let good = |access: &Access| access.expires > soon && server.family_lives(access.family);
                if self.calm && !self.on_request && cookies.access.as_ref().is_some_and(good) {
                    self.fail("a token was refreshed that was still good".to_owned());
                }
                let may_miss = self.lag > 0 && !self.contended.contains(tab);
                if self.orderly && !may_miss && self.renewed.contains(renewal.as_str()) {
                    self.fail(format!("renewal {} was refreshed twice", renewal.as_str()));
                }
            }
            (path::SIGN_IN, _) if self.orderly && written.signed_in().is_some() => {
                self.fail(format!("tab {tab} signs in over a session"));
            }
            (path::SIGN_OUT, _) => {
                self.stray = None;
                if self.calm && self.renewed_since_left > 1 {
                    self.fail(format!("{} refreshes before a sign-out, where one does", self.renewed_since_left));
                }
                let named = |access: &Access| {
                    let session = written.signed_in().map(|signed_in| signed_in.session.as_str());
                    let left = session.is_some_and(|session| self.left.contains_key(session));
                    session.is_some() && !left && self.family(session) == Some(access.family)
                };
                if self.orderly && cookies.access.as_ref().is_some_and(named) {
                    self.fail(format!("tab {tab} signs out a session that nobody left"));
                }
                let spent = cookies.access.as_ref().is_some_and(|access| access.expires <= *now);
                let renewable = cookies.refresh.is_some_and(|(family, _)| server.family_lives(family));
                if server.mode == Mode::OneToken && spent && renewable && !self.slow {
                    self.fail(format!("tab {tab} signs out with a dead token, and the user is locked out for good"));
                }
            }
            _ => {}
        }
    }

    /// A call is sent three times at most, again only after a 401, never during a refresh or with a token known to be
    /// dead, and with five others at most under a token that nobody has tried (rules 4, 5, 6).
    fn asks(&mut self, flight: &Flight, moment: &Moment<'_>) {
        let Moment { server, cookies, now, .. } = moment;
        let Flight { tab, path, renewal, .. } = flight;
        let (sends, last) = self.sends.entry(path.clone()).or_default();
        *sends += 1;
        let (sends, last) = (*sends, last.take());
        if sends > 3 || sends > 1 && last != Some(401) {
            self.fail(format!("{path} is sent for the {sends}. time, after {last:?}"));
        }
        if path.starts_with(PUBLIC) {
            return;
        }
        let left = flight.session.as_ref().and_then(|session| self.left.get(session.as_str()));
        if self.awake && left.is_some_and(|at| *now > at + 500) {
            self.fail(format!("tab {tab} sends {path} for a session that was left long ago"));
        }
        if self.refreshing.contains(tab) {
            self.fail(format!("tab {tab} sends {path} during a refresh of its own"));
        }
        let announced = server.announce && server.mode != Mode::NoRefresh && server.lifetime >= 4_000;
        let dead = |access: &Access| access.expires <= *now && server.family_lives(access.family);
        if self.calm && announced && renewal.is_some() && cookies.access.as_ref().is_some_and(dead) {
            self.fail(format!("tab {tab} sends {path} although its token was known to have expired"));
        }
        // Since when this call may have waited for the answers of others.
        let asked = self.asked.get(path).copied().unwrap_or_default();
        let refreshed = self.refresh_ended.get(tab).copied().unwrap_or_default();
        let waited = now.saturating_sub(asked.max(refreshed));
        if self.awake && waited > TRIAL + SLACK {
            self.fail(format!("tab {tab} sends {path} only after {waited} ms"));
        }
        let boards = self.boards.entry(*tab).or_default();
        let trying = boards.trying(flight, *now);
        if trying >= 6 && !boards.good && waited < TRIAL && !self.clock_set {
            self.fail(format!("tab {tab} has more calls on their way than an untried token is worth"));
        }
    }

    /// The headers of an answer are here.
    pub fn headed(&mut self, flight: &Flight, status: u16) {
        if flight.sets_cookies() || flight.path.starts_with(PUBLIC) {
            return;
        }
        if status != 401 {
            let boards = self.boards.entry(flight.tab).or_default();
            boards.unanswered.retain(|(number, _)| *number != flight.number);
            boards.good |= boards.renewal == flight.renewal;
        }
    }

    /// It is back, or nobody waits for it any more.
    pub fn returned(&mut self, flight: &Flight) {
        let mine = |tab: &usize| *tab == flight.tab;
        if flight.sets_cookies() {
            let at = self.setting.iter().position(mine);
            at.map(|at| self.setting.swap_remove(at));
            if flight.given_up {
                self.lose_cookies();
            }
            if flight.path == path::REFRESH && flight.renewal.is_some() {
                let at = self.refreshing.iter().position(mine);
                at.map(|at| self.refreshing.swap_remove(at));
            }
            return;
        }
        self.sends.entry(flight.path.clone()).or_default().1 = flight.status;
        self.asked.insert(flight.path.clone(), self.now());
        if let Some(boards) = self.boards.get_mut(&flight.tab) {
            boards.unanswered.retain(|(number, _)| *number != flight.number);
        }
    }
}

//! The part of the checker that watches the requests. It checks when and how often requests are sent, and which
//! requests are in flight at the same time. Rule numbers in the comments refer to `src/client/rules.md`.

use crate::protocol::path;
use evergreen_session::Stamp;

use super::checker::{Checker, Snapshot};
use super::in_flight::InFlight;
use super::server::{Access, Mode, PUBLIC};

/// How long a call may wait for the responses to other calls (rule 6), in ms.
const TRIAL: u64 = 1_000;
/// By how much a wait may exceed [`TRIAL`], in ms.
const SLACK: u64 = 50;

/// The requests that the pages of one tab have sent under the same renewal, except public requests. A request is sent
/// under the renewal that the tab sees in the record at that moment. When the tab sends a request under another
/// renewal, the earlier requests are forgotten.
#[derive(Default)]
pub struct TabRequests {
    renewal: Option<Stamp>,
    /// Whether the response to one of these requests has shown that the server accepts the token.
    good: bool,
    /// The number of each unanswered request, and the time at which this request was sent. A request is removed when it
    /// ends, or earlier, when it receives response headers with a status other than 401. A 401 does not show that the
    /// server accepts the token. When the tab sends a request, the requests older than [`TRIAL`] ms are removed too.
    unanswered: Vec<(u64, u64)>,
}

impl TabRequests {
    /// Adds a request. Returns how many other requests under the same renewal were sent within the last [`TRIAL`] ms
    /// and are unanswered.
    fn trying(&mut self, request: &InFlight, now: u64) -> usize {
        if self.renewal != request.renewal {
            *self = TabRequests { renewal: request.renewal.clone(), ..TabRequests::default() };
        }
        self.unanswered.retain(|(_, since)| now - since < TRIAL);
        self.good &= !self.unanswered.is_empty();
        self.unanswered.push((request.number, now));
        self.unanswered.len() - 1
    }
}

impl Checker {
    /// Called when a tab sends a request. `held` is how long the tab has held the lock, in ms, or `None` if the tab
    /// holds no lock.
    pub fn request_sent(&mut self, request: &InFlight, snapshot: &Snapshot<'_>, held: Option<u64>) {
        self.note(format!("tab {} sends {}", request.tab, request.path));
        if request.sets_cookies() {
            self.check_cookie_request(request, snapshot, held);
        } else {
            self.check_request(request, snapshot);
        }
    }

    /// Checks a request that sets cookies. With Web Locks, such a request must be sent soon after the lock was granted.
    /// Tabs that were never frozen must send these requests one at a time (rule 7). Each refresh must be necessary
    /// (rule 4).
    fn check_cookie_request(&mut self, request: &InFlight, snapshot: &Snapshot<'_>, held: Option<u64>) {
        let Snapshot { server, cookies, written, now } = snapshot;
        let InFlight { tab, path, renewal, .. } = request;
        // If a frozen tab holds the session lock, another tab takes the rescue lock. When the frozen tab continues,
        // both tabs may send requests that set cookies at the same time. This is allowed only if at least one of the
        // two tabs was frozen. Tabs that were never frozen still wait for each other's requests.
        let is_awake = |tab: &usize| !self.was_frozen.contains(tab);
        let two = self.locks && is_awake(tab) && self.cookie_requests.iter().any(is_awake);
        if two || self.exclusive && !self.cookie_requests.is_empty() {
            self.fail(format!("tab {tab} sends {path} while another request that sets cookies is in flight"));
        }
        if self.locks && !self.clock_set && held.is_none_or(|held| held > 10_100) {
            self.fail(format!("tab {tab} sends {path} {held:?} ms after it was granted the lock"));
        }
        self.cookie_requests.push(*tab);
        match (path.as_str(), renewal) {
            (path::REFRESH, Some(renewal)) => {
                self.refreshing.push(*tab);
                if self.exclusive && self.waiting.get(tab).is_none_or(|waiting| *waiting == 0) {
                    self.fail(format!("tab {tab} refreshes although no call waits for it"));
                }
                // Without faults, a tab must not refresh while its access token is good, unless a user requests the
                // refresh. The token is not good any more if its session has ended or if it expires soon. A client may
                // refresh in the last tenth of the lifetime that the server announces. The client counts this lifetime
                // from the time at which it sent the request for the token. The server issued the token up to 250 ms
                // later, so these 250 ms are added.
                let soon = now + server.lifetime / 10 + 250;
                let good = |access: &Access| access.expires > soon && server.family_lives(access.family);
                if self.faultless && !self.on_request && cookies.access.as_ref().is_some_and(good) {
                    self.fail("a valid token was refreshed".to_owned());
                }
                let may_miss = self.lag > 0 && !self.contended.contains(tab);
                if self.exclusive && !may_miss && self.renewed.contains(renewal.as_str()) {
                    self.fail(format!("renewal {} was refreshed twice", renewal.as_str()));
                }
            }
            (path::SIGN_IN, _) if self.exclusive && written.signed_in().is_some() => {
                self.fail(format!("tab {tab} signs in while a session is signed in"));
            }
            (path::SIGN_OUT, _) => {
                self.unwanted_refresh = None;
                if self.faultless && self.refreshes_since_sign_out > 1 {
                    self.fail(format!(
                        "{} refreshes before a sign-out, where one is enough",
                        self.refreshes_since_sign_out
                    ));
                }
                let wanted = |access: &Access| {
                    let session = written.signed_in().map(|signed_in| signed_in.session.as_str());
                    let signed_out = session.is_some_and(|session| self.signed_out.contains_key(session));
                    session.is_some() && !signed_out && self.family(session) == Some(access.family)
                };
                if self.exclusive && cookies.access.as_ref().is_some_and(wanted) {
                    self.fail(format!("tab {tab} signs out of a session that no user signed out of"));
                }
                let spent = cookies.access.as_ref().is_some_and(|access| access.expires <= *now);
                let renewable = cookies.refresh.is_some_and(|(family, _)| server.family_lives(family));
                if server.mode == Mode::OneToken && spent && renewable && !self.delayed {
                    self.fail(format!("tab {tab} signs out with an expired token, which locks the user out"));
                }
            }
            _ => {}
        }
    }

    /// Checks a request of a page's call (rules 4 to 6). A call is sent at most three times. It is sent again only if
    /// the last response was a 401. The other rules apply only to calls that need the session:
    /// - A call is not sent during a refresh of its tab.
    /// - A call is not sent after the user signed out of its session.
    /// - A call is not sent if its token is known to have expired.
    /// - At most six requests of a tab try a new token at the same time. Until a response shows that the server accepts
    ///   this token, further calls wait, but at most [`TRIAL`] ms.
    fn check_request(&mut self, request: &InFlight, snapshot: &Snapshot<'_>) {
        let Snapshot { server, cookies, now, .. } = snapshot;
        let InFlight { tab, path, renewal, .. } = request;
        let (sends, last) = self.sends.entry(path.clone()).or_default();
        *sends += 1;
        let (sends, last) = (*sends, last.take());
        if sends > 3 || sends > 1 && last != Some(401) {
            self.fail(format!("{path} is sent {sends} times, the last time after {last:?}"));
        }
        if path.starts_with(PUBLIC) {
            return;
        }
        let signed_out = request.session.as_ref().and_then(|session| self.signed_out.get(session.as_str()));
        if self.uninterrupted && signed_out.is_some_and(|at| *now > at + 500) {
            self.fail(format!("tab {tab} sends {path} for a session that was signed out of earlier"));
        }
        if self.refreshing.contains(tab) {
            self.fail(format!("tab {tab} sends {path} during its own refresh"));
        }
        let announced = server.announce && server.mode != Mode::NoRefresh && server.lifetime >= 4_000;
        let dead = |access: &Access| access.expires <= *now && server.family_lives(access.family);
        if self.faultless && announced && renewal.is_some() && cookies.access.as_ref().is_some_and(dead) {
            self.fail(format!("tab {tab} sends {path} although its token was known to have expired"));
        }
        // `waited` is the time since the last of these events: the page made the call, a request of this call ended, or
        // a refresh of the tab ended. During all of this time, the call may have waited for the responses to other
        // calls. A wait before the last event does not count.
        let since = self.waiting_since.get(path).copied().unwrap_or_default();
        let refreshed = self.refresh_ended.get(tab).copied().unwrap_or_default();
        let waited = now.saturating_sub(since.max(refreshed));
        if self.uninterrupted && waited > TRIAL + SLACK {
            self.fail(format!("tab {tab} sends {path} after a wait of {waited} ms"));
        }
        let tab_requests = self.tab_requests.entry(*tab).or_default();
        let trying = tab_requests.trying(request, *now);
        if trying >= 6 && !tab_requests.good && waited < TRIAL && !self.clock_set {
            self.fail(format!("tab {tab} has more than six requests in flight under an untried token"));
        }
    }

    /// Called when a tab receives the headers of a response.
    pub fn headers_received(&mut self, request: &InFlight, status: u16) {
        if request.sets_cookies() || request.path.starts_with(PUBLIC) {
            return;
        }
        if status != 401 {
            let tab_requests = self.tab_requests.entry(request.tab).or_default();
            tab_requests.unanswered.retain(|(number, _)| *number != request.number);
            tab_requests.good |= tab_requests.renewal == request.renewal;
        }
    }

    /// Called when a request was answered, has failed, or was aborted.
    pub fn request_ended(&mut self, request: &InFlight) {
        let mine = |tab: &usize| *tab == request.tab;
        if request.sets_cookies() {
            let at = self.cookie_requests.iter().position(mine);
            at.map(|at| self.cookie_requests.swap_remove(at));
            if request.given_up {
                self.lose_cookies();
            }
            if request.path == path::REFRESH && request.renewal.is_some() {
                let at = self.refreshing.iter().position(mine);
                at.map(|at| self.refreshing.swap_remove(at));
            }
            return;
        }
        self.sends.entry(request.path.clone()).or_default().1 = request.status;
        self.waiting_since.insert(request.path.clone(), self.now());
        if let Some(tab_requests) = self.tab_requests.get_mut(&request.tab) {
            tab_requests.unanswered.retain(|(number, _)| *number != request.number);
        }
    }
}

//! Checks what must be true at the end of a run. Rule numbers in the comments refer to `src/client/rules.md`.

use crate::protocol::{Record, State};

use super::checker::{Checker, name};
use super::server::{Access, Cookies, Mode, Server};

impl Checker {
    /// Called at the end of a run. By then, the faults have ended, and every tab has had time to finish its tasks.
    /// `unfinished` is the number of the tabs' tasks that have still not ended. `held` says whether a tab still holds
    /// the lock.
    pub fn run_ended(&mut self, record: &Record, server: &Server, cookies: &Cookies, unfinished: usize, held: bool) {
        if unfinished > 0 {
            self.fail(format!("{unfinished} tasks never ended"));
        }
        if self.unwanted_refresh.is_some() {
            self.fail("a refresh of a session that was over was not undone".to_owned());
        }
        if held {
            self.fail("the lock was never released".to_owned());
        }
        if let Some((call, times)) = server.writes.iter().find(|(_, times)| **times > 1) {
            self.fail(format!("{call} was executed {times} times"));
        }
        if server.reuses > 0 && self.exclusive && !self.lost_cookies {
            self.fail("two refreshes used one token".to_owned());
        }
        match &record.state {
            State::SignedIn(signed_in) => {
                let session = name(&signed_in.session);
                if self.signed_out.contains_key(&session) {
                    self.fail("a session that was signed out of is signed in".to_owned());
                }
                let family = self.families.get(&session);
                let other = |access: &Access| Some(&access.family) != family;
                if self.exclusive && !self.cleared && cookies.access.as_ref().is_some_and(other) {
                    self.fail("the record names another session than the cookies".to_owned());
                }
            }
            State::SigningOut { .. } => self.fail("a sign-out was never confirmed".to_owned()),
            State::SignedOut(_) => {}
        }
        // A confirmed sign-out must have ended the session at the server (rule 9). There are two exceptions. The
        // browser may be unable to end the session (`may_keep_orphan_sessions`). Or the server has no refresh. The
        // cookies of such a server are session cookies. The browser drops them when it is closed, and a later sign-out
        // without them does not end the session.
        let lives_on =
            |session: &&String| self.families.get(*session).is_some_and(|family| server.family_lives(*family));
        if !self.may_keep_orphan_sessions()
            && server.mode != Mode::NoRefresh
            && let Some(session) = self.confirmed.iter().find(lives_on)
        {
            self.fail(format!("session {session} is still valid at the server after its sign-out"));
        }
    }
}

//! Checks each save of the record. Rule numbers in the comments refer to `src/client/rules.md`.

use crate::protocol::{Record, State};
use evergreen_session::Reason;

use super::checker::{Checker, Snapshot, name};

impl Checker {
    /// Called when a tab saves the record. `before` is the record that the tab sees, and `after` is the record that the
    /// tab saves. Among other things, the tab must not end a session that the server would renew, and must not restore
    /// a session that is over.
    pub fn record_saved(
        &mut self,
        tab: usize,
        before: &Record,
        after: &Record,
        snapshot: &Snapshot<'_>,
        holds_lock: bool,
    ) {
        let Snapshot { server, cookies, written, now } = snapshot;
        self.note(format!("tab {tab} saves {}", describe(after)));
        // After a save, the tab must publish an event. The exception is a save that only marks a sign-in as pending,
        // because the tab publishes the event of a sign-in when the sign-in ends. If a user was signed in before the
        // save, the save also ends the session of this user. So this save is no exception.
        if after.pending.is_none() || before.signed_in().is_some() {
            self.unpublished.insert(tab);
        }
        self.unsaved.remove(&tab);
        self.saved_before = std::mem::replace(&mut self.saved_last, *now);
        if self.locks && !holds_lock && !matches!(after.state, State::SigningOut { .. }) {
            self.fail(format!("tab {tab} saves the record without the lock"));
        }
        let session = |record: &Record| record.signed_in().map(|signed_in| name(&signed_in.session));
        if self.exclusive
            && session(written) != session(before)
            && session(written).is_some_and(|now| !self.signed_out.contains_key(&now))
        {
            self.fail(format!("tab {tab} overwrites a session that it has not seen"));
        }
        // `back` is true if the saved record is signed in to a session that a user has already signed out of. This save
        // then overwrites the sign-out. When the tab that signed out sees this save, that tab must save the sign-out
        // again at once (rule 9).
        let back = session(after).is_some_and(|session| self.signed_out.contains_key(&session));
        self.overwritten_sign_out = (back && self.exclusive && self.uninterrupted).then_some(*now);
        if back {
            self.reached.insert("an overwritten sign-out");
        }
        // A tab saves a sign-in as pending before it sends the sign-in (rule 10). At this time, `written` may name an
        // earlier session whose end the server has not confirmed yet (rule 9). The cookies of the sign-in then replace
        // the cookies of the earlier session, so the browser can no longer end the earlier session at the server.
        if after.pending.is_some() && written.unconfirmed().is_some() {
            self.sign_out_overtaken = true;
            self.unwanted_refresh = None;
            if self.faultless {
                self.fail(format!("tab {tab} signs in before the server has confirmed the sign-out"));
            }
        }
        if matches!(after.state, State::SignedOut(_))
            && after.pending.is_none()
            && let State::SigningOut { session, .. } = &before.state
        {
            self.confirmed.insert(name(session));
        }
        match &after.state {
            State::SignedIn(signed_in) => {
                let session = name(&signed_in.session);
                let renewed = signed_in.renewal != signed_in.session;
                self.idle_session_saved(tab, signed_in, renewed, *now);
                // A tab may sign in only to a session that was saved as pending. A refresh is not checked here. It
                // may be saved even for a session that is over, because another tab may have ended the session while
                // this tab was frozen.
                if !renewed && before.pending.as_ref() != Some(&signed_in.session) {
                    self.fail(format!("tab {tab} signs in to a session that was not saved as pending"));
                }
                self.has_renewed |= renewed;
                // A refresh may succeed after another tab has ended the session. The tab that sent this refresh must
                // then undo the refresh (`unwanted_refresh`). But if this tab does not see the end of the session yet,
                // the tab saves the result of the refresh, and `renewed` is true. This save brings the session back. So
                // the refresh does not have to be undone any more.
                self.unwanted_refresh = self.unwanted_refresh.filter(|_| !renewed);
                if !self.families.contains_key(&session)
                    && let Some(access) = &cookies.access
                {
                    self.families.insert(session.clone(), access.family);
                }
                self.check_announced_ends(tab, signed_in, server, *now);
                if self.lag == 0 && (self.signed_out.contains_key(&session) || self.ended.contains(&session)) {
                    self.fail(format!("session {session} was restored after its end"));
                }
            }
            State::SigningOut { session, reason } => {
                if *reason == Some(Reason::Inactive) {
                    self.session_ended_by_inactivity(tab, session, *now);
                }
                self.unwanted_refresh = None;
                self.refreshes_since_sign_out = 0;
                self.signed_out.entry(name(session)).or_insert(*now);
            }
            State::SignedOut(Some(reason)) => {
                let Some(ended) = before.signed_in() else { return };
                let session = name(&ended.session);
                let other = written.signed_in().is_some_and(|written| written.renewal != ended.renewal);
                if other && self.refused.get(&tab).is_some_and(|refused| self.saved_before < *refused) {
                    self.fail(format!("tab {tab} ends a session that was renewed before the refusal"));
                }
                let family = self.families.get(&session).copied();
                let alive = family.is_some_and(|family| server.is_alive(family, cookies, *now));
                // Without Web Locks, two tabs may refresh with the same token at the same time. A lenient server renews
                // the session for one tab, and refuses the refresh of the other tab. If the refusal arrives first, the
                // refused tab may end the session although the server would have renewed it. So this end of the
                // session is allowed.
                let lost = !self.locks && server.lenient;
                if alive && *reason != Reason::Crossed && !lost {
                    self.fail(format!("session {session} was ended although the server would have renewed it"));
                }
                if *reason == Reason::Crossed && self.exclusive && self.lag == 0 && !self.cleared {
                    self.fail("two sessions crossed although the browser has Web Locks".to_owned());
                }
                self.reached.insert(match reason {
                    Reason::Expired => "an expired session",
                    Reason::CookiesBlocked => "blocked cookies",
                    Reason::Crossed => "crossed sessions",
                    Reason::Inactive | Reason::SignInAgain => "a confirmed end",
                });
                if *reason == Reason::CookiesBlocked && self.cookies && !self.may_keep_orphan_sessions() {
                    self.fail("cookies were reported as blocked that were not".to_owned());
                }
                self.ended.insert(session);
            }
            State::SignedOut(None) => {}
        }
    }
}

fn describe(record: &Record) -> String {
    let state = match &record.state {
        State::SignedIn(now) => {
            format!("{} signed in, session {} renewal {}", now.user.username, name(&now.session), name(&now.renewal))
        }
        State::SigningOut { session, reason: None } => format!("signing out of session {}", name(session)),
        State::SigningOut { session, reason: Some(reason) } => {
            format!("signing out of session {}, {reason:?}", name(session))
        }
        State::SignedOut(reason) => format!("signed out, {reason:?}"),
    };
    record.pending.as_ref().map_or(state.clone(), |pending| format!("{state}, pending {}", name(pending)))
}

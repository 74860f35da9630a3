//! Plays the HTTP contract against a running server, line by line, and says what that means for the app.
//! It must not know how findings are printed.
//!
//! | module | what |
//! | --- | --- |
//! | [`finding`], [`report`] | the model: a check and what came of it, and all of them |
//! | [`answer`], [`cookie`], [`exchange`] | what a server says |
//! | [`judge`] | pure functions from answers to findings |
//! | [`play`] | the order of the calls |
//! | [`caller`], [`visit`], [`jar`] | making the calls, and holding the cookies |
//! | [`place`], [`account`], [`contract`] | where, as whom, and which paths: the app's own `src/contract.rs` |
//! | [`secret`], [`screen`] | what must not be shown, and how the rest is |

pub mod account;
pub mod answer;
pub mod caller;
// The very file that an adopter changes: the check goes by the paths, limits and roles of the app as it is.
#[path = "../../../src/contract.rs"]
pub mod contract;
pub mod cookie;
pub mod exchange;
pub mod finding;
pub mod jar;
pub mod judge;
pub mod place;
pub mod play;
#[cfg(test)]
mod recording;
pub mod report;
pub mod screen;
pub mod secret;
pub mod visit;

use account::Account;
use anyhow::Result;
use caller::Caller;
use finding::{Check, Finding};
use judge::{board, refresh, sign_in, sign_out, sign_up};
use place::Place;
use play::{
    open,
    signed_in::{Leave, SignedIn},
};
use report::Report;
use std::time::Duration;
use visit::{Told, Visit};

/// As whom the check signs in.
#[derive(Clone, Debug)]
pub enum As {
    /// As nobody.
    Nobody,
    /// As somebody who exists, and whose account must not be put at risk.
    User(Account),
    /// As the companion server's demo accounts.
    Demo,
    /// As users that it adds, and that remain.
    Added {
        /// Whether to use a replaced refresh token, which may end all of such a user's sessions.
        reuse_token: bool,
    },
}

/// Visits the server and gives what it found; `tell` hears each finding as it comes.
///
/// # Errors
/// When the server cannot be reached at all.
pub async fn run(place: Place, limit: Duration, who: &As, tell: &mut dyn FnMut(Told<'_>)) -> Result<Report> {
    let caller = Caller::new(&place, limit)?;
    let mut visit = Visit::new(place, caller, tell);
    let renews = open::play(&mut visit).await?;
    let careful = Leave { risk_lock_out: false, reuse_token: false };
    let begun = match who {
        As::Nobody => true,
        As::User(account) => SignedIn::new(&mut visit, account, renews).play(careful).await,
        As::Demo => {
            let (user, admin) = (Account::demo("user"), Account::demo("admin"));
            let leave = Leave { risk_lock_out: true, ..careful };
            let begun = SignedIn::new(&mut visit, &user, renews).play(leave).await;
            if begun {
                SignedIn::new(&mut visit, &admin, renews).play_roles().await;
            }
            begun
        }
        As::Added { reuse_token } => match play::sign_up::play(&mut visit).await? {
            Some(user) => {
                let leave = Leave { risk_lock_out: true, reuse_token: *reuse_token };
                let begun = SignedIn::new(&mut visit, &user, renews).play(leave).await;
                if let (true, Some(asking)) = (begun, play::sign_up::play_roles(&mut visit, &user).await?) {
                    SignedIn::new(&mut visit, &asking, renews).play_roles().await;
                }
                begun
            }
            None => false,
        },
    };
    open::look_back(&mut visit);
    if begun {
        leave_out(&mut visit, who, renews);
    }
    Ok(visit.report)
}

/// Says what was not checked, and how it would be.
fn leave_out(visit: &mut Visit<'_>, who: &As, renews: bool) {
    const ACCOUNT: &str = "Give an account: --user NAME, --demo or --add-users.";
    const ROLE: &str = "No account of this check has the role.";
    const NO_ROLE: &str = "Every account of this check has the role.";
    const LOCK_OUT: &str = "Some servers lock the user out: only with --add-users or --demo.";
    const REUSE: &str = "It may end a user's sessions: only with --add-users --reuse-token.";
    let nobody = matches!(who, As::Nobody);
    let reason = |reason| if nobody { ACCOUNT } else { reason };
    let candidates: [(&'static Check, bool, &str); 10] = [
        (&sign_in::SIGN_IN, true, ACCOUNT),
        (&board::USER, true, ACCOUNT),
        (&board::MODERATOR.granted, true, reason(ROLE)),
        (&board::MODERATOR.refused, true, reason(NO_ROLE)),
        (&board::ADMIN.granted, true, reason(ROLE)),
        (&board::ADMIN.refused, true, reason(NO_ROLE)),
        (&refresh::REFRESH, renews, ACCOUNT),
        (&refresh::OLD_TOKEN, renews, REUSE),
        (&sign_out::NO_TOKEN, true, reason(LOCK_OUT)),
        (&sign_up::SIGN_UP, true, "It adds users: only with --add-users."),
    ];
    let done: Vec<_> = visit.report.findings().map(|finding| finding.check).collect();
    let left = candidates.iter().filter(|(check, applies, _)| *applies && !done.contains(&check.id));
    let left: Vec<Finding> = left.map(|(check, _, why)| check.left_out(*why)).collect();
    if !left.is_empty() {
        visit.begin("Left out");
        visit.found(left);
    }
}

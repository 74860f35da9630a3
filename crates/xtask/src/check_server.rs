//! Plays the HTTP contract against a running server, call by call, and says what each difference means for the app.
//!
//! | module | what |
//! | --- | --- |
//! | `rules`, `check`, `facts` | what is expected: tables, their form, and what they ask of an answer |
//! | `play` | the order of the calls |
//! | [`visit`], `caller`, `jar` | making the calls, holding the cookies, telling the findings |
//! | `answer` | what came |
//! | [`place`], [`account`], `endpoints` | where, as whom, and which paths: the app's own |
//! | [`report`], [`screen`], `secret` | the findings, how they are shown, and what is never shown |

pub mod account;
mod answer;
mod caller;
mod check;
mod endpoints;
mod facts;
mod jar;
pub mod place;
mod play;
pub mod report;
mod rules;
pub mod screen;
mod secret;
pub mod visit;

use account::Account;
use anyhow::Result;
use place::Place;
use play::{open, session, sign_up};
use report::Report;
use rules::{account as accounts, boards, session as sessions};
use std::time::Duration;
use visit::{Told, Visit};

/// As whom the check signs in.
#[derive(Clone)]
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

/// Visits the server and returns what it found; `tell` hears each finding as it comes.
///
/// # Errors
/// When the server cannot be reached at all.
pub async fn run(place: Place, limit: Duration, who: &As, tell: &mut dyn FnMut(Told<'_>)) -> Result<Report> {
    let mut visit = Visit::new(place, limit, tell)?;
    open::play(&mut visit).await?;
    let user = match who {
        As::Nobody => None,
        As::User(account) => Some(account.clone()),
        As::Demo => Some(Account::known("user", "evergreen")),
        As::Added { .. } => sign_up::play(&mut visit).await?,
    };
    let mut begun = matches!(who, As::Nobody);
    if let Some(user) = user {
        begun = session::play(&mut visit, &user, who).await;
        let with_roles = match who {
            As::Nobody | As::User(_) => None,
            As::Demo => Some(Account::known("admin", "evergreen")),
            As::Added { .. } => sign_up::play_roles(&mut visit, &user).await?,
        };
        if let Some(account) = with_roles.filter(|_| begun) {
            session::play_roles(&mut visit, &account).await;
        }
    }
    open::look_back(&mut visit);
    if begun {
        leave_out(&mut visit, matches!(who, As::Nobody));
    }
    Ok(visit.report)
}

/// Says what was not checked, and how it would be.
fn leave_out(visit: &mut Visit<'_>, nobody: bool) {
    const ACCOUNT: &str = "Give an account: --user NAME, --demo or --add-users.";
    let or_account = |reason| if nobody { ACCOUNT } else { reason };
    let no_role = or_account("No account of this check has the role.");
    let every_role = or_account("Every account of this check has the role.");
    let lock_out = or_account("Some servers lock the user out: only with --add-users or --demo.");
    let mut left = vec![accounts::SIGN_IN.left_out(ACCOUNT), boards::USER.left_out(ACCOUNT)];
    for [granted, refused] in [&boards::MODERATOR, &boards::ADMIN] {
        left.extend([granted.left_out(no_role), refused.left_out(every_role)]);
    }
    if visit.renews {
        let reuse = "It may end a user's sessions: only with --add-users --reuse-token.";
        left.extend([sessions::REFRESH.left_out(ACCOUNT), sessions::OLD_TOKEN.left_out(reuse)]);
    }
    left.push(sessions::NO_TOKEN.left_out(lock_out));
    left.push(accounts::SIGN_UP.left_out("It adds users: only with --add-users."));
    left.retain(|finding| visit.report.findings().all(|done| done.check != finding.check));
    if !left.is_empty() {
        visit.begin("Left out");
        left.into_iter().for_each(|finding| _ = visit.found(finding));
    }
}

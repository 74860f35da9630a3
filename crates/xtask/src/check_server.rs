//! Checks a running server against the HTTP contract, which says what the app expects of a server. Explains what each
//! difference means for the app.
//!
//! | module | content |
//! | --- | --- |
//! | `rules`, `check` | the tables of expectations, and the type of an expectation |
//! | `observations` | the functions that read values from a response |
//! | `scenario` | the requests, and their order |
//! | [`checker`] | the sending of the requests, and the collection of the findings |
//! | `http_client`, `cookie_jar` | the HTTP client, and the cookies that the server has set |
//! | `event_stream` | an open stream of events |
//! | `response` | a response, and the app's interpretation of it |
//! | [`target`], `endpoints` | the addresses of the API and the app, and the paths of the requests |
//! | [`account`] | the accounts |
//! | [`report`], [`terminal`] | the findings, and their output on the terminal |
//! | `secret` | the secrets that the output must not contain |

pub mod account;
mod check;
pub mod checker;
mod cookie_jar;
mod endpoints;
mod event_stream;
mod http_client;
mod observations;
pub mod report;
mod response;
mod rules;
mod scenario;
mod secret;
pub mod target;
pub mod terminal;

use account::Account;
use anyhow::Result;
use checker::{Checker, Progress};
use report::Report;
use rules::{account as accounts, boards, session as sessions};
use scenario::{open, session, sign_up};
use std::time::Duration;
use target::Target;

/// The accounts that the check uses.
#[derive(Clone)]
pub enum Identity {
    /// No account.
    Nobody,
    /// An existing account. Checks that might lock its user out are skipped.
    User(Account),
    /// The companion server's demo accounts.
    Demo,
    /// Accounts that the check adds to the server. It does not remove them.
    Added {
        /// Whether the check sends a refresh token again after a refresh has replaced this token. The server may then
        /// end all sessions of the added user.
        reuse_token: bool,
    },
}

/// Checks the server and returns the findings. `limit` is the longest time that a request may take. `on_progress` is
/// called at the beginning of each section and for each finding.
///
/// # Errors
/// If the server cannot be reached at all. Also if HTTPS needs root certificates and the system has none, or if the
/// system returns no random bytes.
pub async fn run(
    target: Target,
    limit: Duration,
    identity: &Identity,
    on_progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Report> {
    let mut checker = Checker::new(target, limit, on_progress)?;
    open::run(&mut checker).await?;
    let user = match identity {
        Identity::Nobody => None,
        Identity::User(account) => Some(account.clone()),
        Identity::Demo => Some(Account::known("user", "evergreen")),
        Identity::Added { .. } => sign_up::run(&mut checker).await?,
    };
    let mut completed = matches!(identity, Identity::Nobody);
    if let Some(user) = user {
        completed = session::run(&mut checker, &user, identity).await;
        let with_roles = match identity {
            Identity::Nobody | Identity::User(_) => None,
            Identity::Demo => Some(Account::known("admin", "evergreen")),
            Identity::Added { .. } => sign_up::run_roles(&mut checker, &user).await?,
        };
        if let Some(account) = with_roles.filter(|_| completed) {
            session::run_roles(&mut checker, &account).await;
        }
    }
    open::check_all_responses(&mut checker);
    if completed {
        add_skipped(&mut checker, matches!(identity, Identity::Nobody));
    }
    Ok(checker.report)
}

/// Adds a finding for each main check that was skipped. The finding says why the check was skipped. If an option
/// enables the check, the finding also names this option.
///
/// First, this function puts a finding for each main check that may have been skipped into the list `skipped`. Then it
/// removes the findings of those checks for which the report already has a finding. Smaller checks, such as those of
/// the cookies, are never in the list.
fn add_skipped(checker: &mut Checker<'_>, nobody: bool) {
    const ACCOUNT: &str = "Give an account: --user NAME, --demo or --add-users.";
    let or_account = |reason| if nobody { ACCOUNT } else { reason };
    let no_role = or_account("No account of this check has the role.");
    let every_role = or_account("Every account of this check has the role.");
    let lock_out = or_account("At some servers, this check locks the user out: use --add-users or --demo.");
    let mut skipped = vec![accounts::SIGN_IN.skipped(ACCOUNT), boards::USER.skipped(ACCOUNT)];
    for [granted, refused] in [&boards::MODERATOR, &boards::ADMIN] {
        skipped.extend([granted.skipped(no_role), refused.skipped(every_role)]);
    }
    if checker.renews {
        let reuse = "This check may end a user's sessions: use --add-users --reuse-token.";
        skipped.extend([sessions::REFRESH.skipped(ACCOUNT), sessions::OLD_TOKEN.skipped(reuse)]);
    }
    skipped.push(sessions::NO_TOKEN.skipped(lock_out));
    skipped.push(accounts::SIGN_UP.skipped("This check adds users: use --add-users."));
    skipped.retain(|finding| checker.report.findings().all(|done| done.check != finding.check));
    if !skipped.is_empty() {
        checker.begin_section("Skipped checks");
        skipped.into_iter().for_each(|finding| _ = checker.add(finding));
    }
}

//! The expected findings for the companion server, and for the two real servers that it can imitate. These two servers
//! come from a well-known tutorial.

use xtask::check_server::report::{
    Mark::{self, Differs, Passes, Skipped},
    Report,
};

/// The checks that need no account. The checks in [`ALL_RESPONSES`] need no account either, but are not in this list.
/// In these tests, the app and the API have different origins. Some checks of this list run only in this case.
pub const OPEN: [&str; 17] = [
    "site",
    "transport",
    "public-board",
    "cors-origin",
    "cors-credentials",
    "preflight",
    "preflight-origin",
    "preflight-credentials",
    "preflight-headers",
    "preflight-methods",
    "preflight-max-age",
    "foreign-origin",
    "unknown-path",
    "unknown-user",
    "board-without-cookie",
    "refresh-without-cookie",
    "sign-out-without-cookie",
];

/// The checks of a session, except those of a refresh.
pub const SESSION: [&str; 22] = [
    "wrong-password",
    "sign-in",
    "sign-in-email",
    "sign-in-roles",
    "sign-in-expires-in",
    "sign-in-no-token",
    "cookies",
    "cookies-http-only",
    "cookies-accepted",
    "cookies-secure",
    "cookies-same-site",
    "cookies-path",
    "cookies-lifetime",
    "user-board",
    "moderator-board-refused",
    "admin-board-refused",
    "second-sign-in",
    "sign-out",
    "sign-out-clears",
    "sign-out-access",
    "sign-in-again",
    "sign-out-without-token",
];

/// The checks of a refresh, except `refresh-old-token`.
pub const REFRESH: [&str; 9] = [
    "refresh",
    "refresh-rotates",
    "refresh-expires-in",
    "refresh-no-token",
    "refresh-http-only",
    "refresh-board",
    "refresh-refused",
    "refresh-quotes-token",
    "sign-out-refresh",
];

/// The checks of the optional parts of the contract. If the companion server offers all parts, and if the tool has
/// added the user, all of these checks run. The tool does not change the password of a demo account. So for a demo
/// account, the tool skips the check `password`, and does not run the four checks that follow a change of the password.
pub const OPTIONAL: [&str; 23] = [
    "offers",
    "sessions-without-cookie",
    "sessions",
    "sessions-current",
    "sessions-order",
    "sessions-end",
    "sessions-end-access",
    "sessions-end-refresh",
    "sessions-unknown",
    "sessions-end-others",
    "sessions-end-others-access",
    "sessions-end-others-keeps",
    "password-without-cookie",
    "password-wrong",
    "password-limits",
    "password",
    "password-ends-others",
    "password-keeps",
    "password-old",
    "password-new",
    "events-without-cookie",
    "events",
    "events-ended",
];

/// The checks of the properties that all responses must have.
pub const ALL_RESPONSES: [&str; 5] = ["cors-everywhere", "error-bodies", "cache", "vary", "retry-after"];

/// The checks of a sign-up.
pub const SIGN_UP: [&str; 5] =
    ["sign-up", "sign-up-name-taken", "sign-up-email-taken", "sign-up-limits", "sign-up-roles"];

/// The checks of the moderator board and the admin board. Each check expects that a user with the role for the board
/// can read the board.
pub const ROLES: [&str; 2] = ["moderator-board", "admin-board"];

/// The checks that do not pass at the tutorial's Spring Boot server, and their marks.
pub const SPRING: [(&str, Mark); 14] = [
    ("cookies-same-site", Differs),
    ("moderator-board-refused", Differs),
    ("admin-board-refused", Differs),
    ("second-sign-in", Differs),
    ("refresh-rotates", Differs),
    ("refresh-quotes-token", Differs),
    ("sign-out-clears", Differs),
    ("sign-out-access", Differs),
    ("sign-out-without-token", Differs),
    ("unknown-path", Differs),
    ("retry-after", Differs),
    ("sign-up-limits", Differs),
    ("sign-up-roles", Differs),
    ("refresh-old-token", Skipped),
];

/// The checks that do not pass at the tutorial's Node/Express server, and their marks.
pub const NODE: [(&str, Mark); 12] = [
    ("preflight-max-age", Differs),
    ("unknown-user", Differs),
    ("board-without-cookie", Differs),
    ("refresh-without-cookie", Differs),
    ("cookies-path", Differs),
    ("cookies-lifetime", Differs),
    ("sign-out-access", Differs),
    ("error-bodies", Differs),
    ("cache", Differs),
    ("retry-after", Differs),
    ("sign-up-limits", Differs),
    ("sign-up-roles", Differs),
];

/// Panics unless the report has exactly the checks in `checks`. A check that is also in `others` must have the mark
/// given there. Every other check must pass.
pub fn assert_found(report: &Report, checks: &[&[&'static str]], others: &[(&'static str, Mark)]) {
    let mark = |check| others.iter().find(|(other, _)| *other == check).map_or(Passes, |(_, mark)| *mark);
    let mut expected: Vec<_> = checks.concat().into_iter().map(|check| (check, mark(check))).collect();
    let mut found: Vec<_> = report.findings().map(|finding| (finding.check, finding.mark)).collect();
    expected.sort_unstable_by_key(|(check, _)| *check);
    found.sort_unstable_by_key(|(check, _)| *check);
    assert_eq!(found, expected, "{report:#?}");
}

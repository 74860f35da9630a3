//! Every duration that the session's rules name, in ms.
//! It must not know how time is measured.

/// A call that sets cookies is not aborted before this: a late answer still brings its cookie (rule 7).
pub const COOKIE_CALL: u32 = 40_000;
/// A call that waits for a refresh gives up after this, or after its own limit where that is shorter.
pub const WAITER: u32 = 10_000;
/// A call waits for the first answers under a token that nobody has tried for no longer than this (rule 6).
pub const TRIAL: u32 = 1_000;
/// No request starts later than this into a hold, so that a hold ends within this and one [`COOKIE_CALL`].
pub const START: u64 = 10_000;
/// A lock that one tab keeps for this long belongs to a frozen one: longer than any hold can last.
pub const LOCK: u32 = 55_000;
/// Another tab's write is seen within this.
pub const SETTLE: u32 = 50;
/// The write of the tab that held the lock before is waited for this long; as a rule it is here already. Longer than
/// [`SETTLE`], because a missed renewal costs a refresh, and most who waited for the lock have one to see.
pub const SETTLE_CONTENDED: u32 = 500;
/// A token this close to its announced end is renewed before it is used.
pub const MARGIN: u64 = 3_000;
/// A refusal within this after the sign-in, without any call answered, hints at cookies that are kept away (rule 15).
pub const FRESH: u64 = 60_000;
/// The pauses between attempts to tell the server of a sign-out; the last repeats.
pub const SIGN_OUT_PAUSES: [u32; 7] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];

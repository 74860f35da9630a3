//! The durations of the core, in milliseconds.

/// The default limit of a request, in milliseconds, from sending to the last byte of the response.
pub const LIMIT: u32 = 10_000;
/// The limit of a request that sets cookies. It is long, because a late response still sets them (rule 7).
pub const COOKIE_CALL: u32 = 40_000;
/// How long a call waits for a refresh, unless its own limit is shorter (rule 7).
pub const WAITER: u32 = 10_000;
/// How long a call waits for the first responses under an untried token, unless its own limit is shorter (rule 6).
pub const TRIAL: u32 = 1_000;
/// A request may start only within this time after the lock was granted. So a running tab holds the lock for at most
/// this time plus [`COOKIE_CALL`].
pub const START: u64 = 10_000;
/// A tab that holds the lock for this long is frozen, because a running tab releases the lock earlier.
pub const LOCK: u32 = 55_000;
/// A record that another tab has saved is visible in this tab after this time at the latest.
pub const SETTLE: u32 = 50;
/// How long a tab that had to wait for the lock waits for the write of the previous holder. The write is usually visible at
/// once. This is longer than [`SETTLE`], because a tab that misses the write sends an unnecessary refresh.
pub const SETTLE_CONTENDED: u32 = 500;
/// A token whose announced end is this close is refreshed before it is used. For a lifetime of less than 30 s, a tenth of the
/// lifetime counts instead.
pub const MARGIN: u64 = 3_000;
/// How long after a sign-in a refusal may mean that the browser blocks the cookies (rule 15).
pub const FRESH: u64 = 60_000;
/// The pauses between the attempts to sign out at the server. The last one repeats.
pub const SIGN_OUT_PAUSES: [u32; 7] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];

//! The durations of the core, in milliseconds.

/// The default limit of a request, in milliseconds, from sending to the last byte of the response.
pub const LIMIT: u32 = 10_000;
/// The limit of a request that sets cookies. The limit is long, because aborting such a request loses the cookies of a
/// late response (rule 7).
pub const COOKIE_CALL: u32 = 40_000;
/// How long a call waits for a refresh at most (rule 6). If the call's own limit is shorter, the call waits only for
/// that time.
pub const WAITER: u32 = 10_000;
/// How long a call waits at most while other calls find out whether the server accepts the token (rule 6). If the
/// call's own limit is shorter, the call waits only for that time.
pub const TRIAL: u32 = 1_000;
/// A request that sets cookies may start only within this time after the lock was granted. The request then takes at
/// most [`COOKIE_CALL`]. So a running tab usually holds the lock for at most 50 s, the sum of `START` and
/// `COOKIE_CALL`.
pub const START: u64 = 10_000;
/// A tab that holds the lock for this long counts as frozen. A running tab usually releases the lock earlier, see
/// [`START`].
pub const LOCK: u32 = 55_000;
/// A tab waits this long for a record that another tab has just saved. After this time, the tab usually sees the
/// record. On a busy machine, the tab may see the record later, see [`SETTLE_CONTENDED`].
pub const SETTLE: u32 = 50;
/// If another tab held the lock before this tab, the other tab has probably saved a new record. After this tab gets the
/// lock, this tab waits until it sees the new record, but at most this long. Usually it sees the new record at once.
/// Without the new record, this tab would send an unnecessary refresh. On a busy machine, [`SETTLE`] may be too short
/// to see the new record, so this time is longer.
pub const SETTLE_CONTENDED: u32 = 500;
/// If nothing comes on the stream of events for this long, its connection counts as dead. The server sends a comment at
/// least every 25 s (contract).
pub const SILENCE: u64 = 40_000;
/// How often a tab finds out whether the stream of events has been silent for too long. After the device has slept, the
/// connection is often dead, so this is the longest time until the tab notices it.
pub const SILENCE_CHECK: u32 = 2_000;
/// The use of the app is saved for the other tabs at most this often (rule 16).
pub const USE_PAUSE: u64 = 3_000;
/// The use of the app is traced at most this often.
pub const USE_TRACE: u64 = 60_000;
/// If the token expires within this time, a call first refreshes the session, and then sends its request. If the
/// lifetime of the token is less than 30 s, a tenth of the lifetime replaces this time.
pub const MARGIN: u64 = 3_000;
/// If the server refuses a refresh within this time after the sign-in, the reason may be that the browser blocks the
/// cookies (rule 15).
pub const FRESH: u64 = 60_000;

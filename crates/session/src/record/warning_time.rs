//! How long before the end of a session a warning is due.

use super::session_record::Millis;

/// Returns how long before its end a session that lasts `lifetime` milliseconds has a warning, in milliseconds. This is
/// `usual`, or half of the lifetime if the session does not last longer than `usual`.
pub(crate) fn warning_time(lifetime: Millis, usual: Millis) -> Millis {
    if lifetime > usual { usual } else { lifetime / 2 }
}

//! The limits on failed sign-ins and on sign-ups. They are kept in memory, so each server process has its own, and a
//! restart forgets them. They use the monotonic clock, so a change of the system's time neither lifts nor extends them.
//!
//! A network stands for a client (see [`Client::network`](crate::client::Client::network)). For failed sign-ins there
//! are three limits:
//!
//! - One client may fail ten times per minute with one account.
//! - One client may fail a configured number of times per hour with all accounts together. This stops a client that
//!   tries one password with many accounts.
//! - If all clients together have failed fifty times within an hour with one account, each client may fail only three
//!   times in ten minutes with this account. This slows down an attack from many addresses. The account is not locked,
//!   because this limit refuses a client only if this client itself has failed three times.
//!
//! A site can contain many clients (see [`Client::site`](crate::client::Client::site)). All clients of a site together
//! may fail ten times as often per hour as one client, with all accounts together. Without this limit, a customer who
//! has 65,536 networks of IPv6 would count as 65,536 clients, and could fail 65,536 times as often as one client. The
//! limit of a site is not lower, because the networks of many customers can be in one site.
//!
//! If a client has signed in to an account before, only the first of the three limits applies to this client and this
//! account. The second limit, the third limit and the limit of the site do not apply. The reason is that a user and an
//! attacker in the same network count as one client. The attacker must not be able to keep the user out by failing with
//! other accounts.
//!
//! Sign-ups have a limit for each client, and a limit for each site that is ten times as high.

mod bucket;
mod failures;
mod sign_ups;
mod window;

pub(crate) use failures::FailedSignIns;
pub(crate) use sign_ups::SignUps;

/// The limit for a whole site, as a multiple of the limit for one client. The factor is the same for failed sign-ins
/// and for sign-ups.
const SITE_FACTOR: u32 = 10;

/// Returns the whole number of seconds that a client has to wait, for the header `Retry-After`; at least 1.
fn seconds(ms: u64) -> u64 {
    ms.div_ceil(1000).max(1)
}

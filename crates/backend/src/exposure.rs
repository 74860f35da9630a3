//! Checks who can reach the server. Some settings are allowed only if no other machine can reach it.

use crate::origin::Origins;
use crate::{Config, Error, Like};

/// Checks the settings that are for this machine only: demo accounts, open roles, and the behaviour of another server.
/// If one of them is set, the addresses of the server and all its allowed origins must be loopback ones. The origins
/// count too, because a server behind a reverse proxy may listen on a loopback address and yet be public.
///
/// # Errors
/// [`Error::OffLoopback`] with the first such setting, and with an address or an origin that is not a loopback one.
pub(crate) fn check(config: &Config, origins: &Origins) -> Result<(), Error> {
    let settings = [("--demo", config.demo), ("--like", config.like != Like::Own), ("--open-roles", config.open_roles)];
    let Some((setting, _)) = settings.into_iter().find(|(_, is_set)| *is_set) else { return Ok(()) };
    let addresses = [Some(config.address), config.metrics].into_iter().flatten();
    let exposed = addresses.into_iter().find(|address| !address.ip().is_loopback());
    let place = exposed.map(|address| address.to_string()).or_else(|| origins.beyond_loopback());
    place.map_or(Ok(()), |place| Err(Error::OffLoopback { setting, place }))
}

//! Stores the injected faults, and chooses the faults of a request.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Fault, Times};

/// The faults that were injected into a server, in the order of injection.
#[derive(Default)]
pub(crate) struct Faults(Mutex<VecDeque<Queued>>);

struct Queued {
    route: String,
    fault: Fault,
    times: Times,
}

/// The faults of one request.
#[derive(Debug, Default)]
pub(crate) struct Planned {
    /// The sum of the delays. The request waits for this time before the fault or the route handler.
    pub(crate) delay: Duration,
    /// The fault after the delay; never a [`Fault::Delay`]. `None` if the route handler runs as usual.
    pub(crate) fault: Option<Fault>,
}

impl Faults {
    /// Adds a fault for the requests to `route`. The route is a method and a path, such as `GET /api/test/user`. The
    /// route `*` means all requests.
    pub(crate) fn add(&self, route: &str, fault: Fault, times: Times) {
        self.lock().push_back(Queued { route: route.to_owned(), fault, times });
    }

    /// Removes all faults.
    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// Returns the faults of a request: all delays with [`Times::Always`], the first delay with [`Times::Next`], and
    /// the first fault that is not a delay. The number in [`Times::Next`] of each returned fault is reduced by one, and
    /// a fault that has reached 0 is removed.
    pub(crate) fn take(&self, method: &str, path: &str) -> Planned {
        let mut planned = Planned::default();
        let mut delayed = false;
        let mut queue = self.lock();
        for queued in queue.iter_mut() {
            let matches = queued.route == "*" || queued.route.split_once(' ') == Some((method, path));
            if !matches || queued.times == Times::Next(0) {
                continue;
            }
            match (&queued.fault, queued.times) {
                (Fault::Delay(delay), Times::Always) => planned.delay += *delay,
                (Fault::Delay(delay), Times::Next(left)) if !delayed => {
                    delayed = true;
                    planned.delay += *delay;
                    queued.times = Times::Next(left - 1);
                }
                (Fault::Delay(_), Times::Next(_)) => {}
                (fault, times) if planned.fault.is_none() => {
                    planned.fault = Some(fault.clone());
                    if let Times::Next(left) = times {
                        queued.times = Times::Next(left - 1);
                    }
                }
                _ => {}
            }
        }
        queue.retain(|queued| queued.times != Times::Next(0));
        planned
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Queued>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn faults_are_taken_in_order_and_delays_are_added() {
        let faults = Faults::default();
        faults.add("GET /a", Fault::Status(500), Times::Next(1));
        faults.add("*", Fault::Drop, Times::Next(1));
        faults.add("GET /a", Fault::Delay(SECOND), Times::Always);
        faults.add("PUT /a", Fault::Hang, Times::Always);
        let planned = faults.take("GET", "/a");
        assert!(matches!(planned.fault, Some(Fault::Status(500))));
        assert_eq!(planned.delay, SECOND);
        assert!(matches!(faults.take("GET", "/b").fault, Some(Fault::Drop)));
        let planned = faults.take("GET", "/a");
        assert!(planned.fault.is_none());
        assert_eq!(planned.delay, SECOND);
        assert!(faults.take("POST", "/a").fault.is_none());
        faults.clear();
        assert_eq!(faults.take("GET", "/a").delay, Duration::ZERO);
    }
}

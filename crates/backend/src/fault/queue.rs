//! Stores the injected faults, and chooses the faults of a request.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::{Fault, Times};

/// The faults that were injected into a server.
#[derive(Default)]
pub(crate) struct Faults {
    /// The faults, in the order of injection.
    queue: Mutex<VecDeque<Queued>>,
    /// Changes when the faults are cleared. The requests that [`Fault::Hold`] holds wait for this change.
    cleared: watch::Sender<()>,
}

struct Queued {
    route: String,
    fault: Fault,
    times: Times,
}

impl Queued {
    /// Counts one more request that gets this fault.
    fn use_once(&mut self) {
        if let Times::Next(left) = &mut self.times {
            *left -= 1;
        }
    }
}

/// The faults of one request.
#[derive(Debug, Default)]
pub(crate) struct Planned {
    /// The sum of the delays. The request waits for this time before the fault or the route handler.
    pub(crate) delay: Duration,
    /// Changes when the faults are cleared. `None` if the request does not wait for this.
    pub(crate) hold: Option<watch::Receiver<()>>,
    /// The fault after the delay; never [`Fault::Delay`] or [`Fault::Hold`]. `None` if the route handler runs as usual.
    pub(crate) fault: Option<Fault>,
}

impl Faults {
    /// Adds a fault for the requests to `route`. The route is a method and a path, such as `GET /api/test/user`. The
    /// route `*` means all requests.
    pub(crate) fn add(&self, route: &str, fault: Fault, times: Times) {
        self.lock().push_back(Queued { route: route.to_owned(), fault, times });
    }

    /// Removes all faults, and lets the requests continue that [`Fault::Hold`] holds.
    pub(crate) fn clear(&self) {
        self.lock().clear();
        self.cleared.send_replace(());
    }

    /// Returns the faults of a request: all delays with [`Times::Always`], the first delay with [`Times::Next`], the
    /// first [`Fault::Hold`], and the first fault that is none of these. The number in [`Times::Next`] of each returned
    /// fault is reduced by one, and a fault that has reached 0 is removed.
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
                (Fault::Delay(delay), Times::Next(_)) if !delayed => {
                    delayed = true;
                    planned.delay += *delay;
                    queued.use_once();
                }
                (Fault::Delay(_), Times::Next(_)) => {}
                (Fault::Hold, _) if planned.hold.is_none() => {
                    planned.hold = Some(self.cleared.subscribe());
                    queued.use_once();
                }
                (Fault::Hold, _) => {}
                (fault, _) if planned.fault.is_none() => {
                    planned.fault = Some(fault.clone());
                    queued.use_once();
                }
                _ => {}
            }
        }
        queue.retain(|queued| queued.times != Times::Next(0));
        planned
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Queued>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
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

    #[test]
    fn a_held_request_has_another_fault_too_and_continues_when_the_faults_are_cleared() {
        let faults = Faults::default();
        faults.add("GET /a", Fault::Hold, Times::Next(1));
        faults.add("GET /a", Fault::Drop, Times::Always);
        let planned = faults.take("GET", "/a");
        assert!(matches!(planned.fault, Some(Fault::Drop)));
        let hold = planned.hold.expect("held");
        assert!(faults.take("GET", "/a").hold.is_none(), "only the next request is held");
        assert!(!hold.has_changed().expect("the faults still exist"));
        faults.clear();
        assert!(hold.has_changed().expect("the faults still exist"));
    }
}

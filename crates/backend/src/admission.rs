//! Decides whose password is hashed next. The number of simultaneous runs of Argon2 and the number of waiting requests
//! are limited. The networks of the waiting requests take turns. So if one client sends many requests, the clients of
//! other networks do not have to wait for all of them.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// The largest number of waiting requests.
const CAPACITY: usize = 64;

/// The running and the waiting requests.
pub(crate) struct Admission(Mutex<State>);

struct State {
    /// How many requests may run at the same time.
    simultaneous: usize,
    /// How many more requests may run.
    free: usize,
    /// The waiting requests of each network, oldest first. No list is empty.
    waiting: HashMap<IpAddr, VecDeque<Waiting>>,
    /// The networks with waiting requests, in the order of their turns. The first one is next.
    turns: VecDeque<IpAddr>,
    /// The number of the next request that has to wait.
    next_number: u64,
}

/// A waiting request. To admit the request, send the message `()` through `admit`. To refuse the request, drop `admit`
/// without a message.
struct Waiting {
    number: u64,
    admit: oneshot::Sender<()>,
}

/// The permission of one request to run. When this value is dropped, the next request may run.
pub(crate) struct Permit(Arc<Admission>);

/// Too many requests are waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

/// The place of a waiting request in the queue. If the place is dropped while the request still waits, the request
/// leaves the queue.
struct Place {
    admission: Arc<Admission>,
    network: IpAddr,
    number: u64,
    admitted: oneshot::Receiver<()>,
    /// Whether the request has got its [`Permit`].
    done: bool,
}

impl Admission {
    /// Returns an empty queue for this number of simultaneous runs.
    pub(crate) fn new(simultaneous: usize) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            simultaneous,
            free: simultaneous,
            waiting: HashMap::new(),
            turns: VecDeque::new(),
            next_number: 0,
        })))
    }

    /// Waits until a request from this network may run. Dropping the future gives up the place.
    ///
    /// # Errors
    /// Returns [`Full`] in two cases:
    /// - [`CAPACITY`] requests are already waiting, and no other network has at least two more waiting requests than
    ///   `network` has.
    /// - This request had to wait, and was then refused to make room for a new request of another network.
    pub(crate) async fn enter(self: &Arc<Self>, network: IpAddr) -> Result<Permit, Full> {
        let Some(mut place) = self.join(network)? else {
            return Ok(Permit(self.clone()));
        };
        let admitted = (&mut place.admitted).await;
        place.done = true;
        admitted.map(|()| Permit(self.clone())).map_err(|_| Full)
    }

    /// Returns how many requests wait, and how many run.
    pub(crate) fn load(&self) -> (usize, usize) {
        let state = self.lock();
        (state.count(), state.simultaneous - state.free)
    }

    /// Returns a place in the queue; `None` if the request may run at once.
    fn join(self: &Arc<Self>, network: IpAddr) -> Result<Option<Place>, Full> {
        let mut state = self.lock();
        if state.free > 0 {
            state.free -= 1;
            return Ok(None);
        }
        if state.count() >= CAPACITY {
            state.make_room(network)?;
        }
        let (admit, admitted) = oneshot::channel();
        let number = state.next_number;
        state.next_number += 1;
        state.add(network, Waiting { number, admit });
        Ok(Some(Place { admission: self.clone(), network, number, admitted, done: false }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn count(&self) -> usize {
        self.waiting.values().map(VecDeque::len).sum()
    }

    fn add(&mut self, network: IpAddr, request: Waiting) {
        let requests = self.waiting.entry(network).or_default();
        if requests.is_empty() {
            self.turns.push_back(network);
        }
        requests.push_back(request);
    }

    /// Makes room for a new request of the network `new`. For this, finds the network that has the most waiting
    /// requests, and refuses the newest of them.
    ///
    /// # Errors
    /// No network has more waiting requests than `new` would have together with the new request. Then no waiting
    /// request is refused, and the caller must refuse the new request.
    fn make_room(&mut self, new: IpAddr) -> Result<(), Full> {
        let own = self.waiting.get(&new).map_or(0, VecDeque::len);
        let most = self.waiting.iter().max_by_key(|(_, requests)| requests.len());
        let (&network, requests) = most.filter(|(_, requests)| requests.len() > own + 1).ok_or(Full)?;
        let number = requests.back().map(|request| request.number).ok_or(Full)?;
        self.remove(network, number);
        Ok(())
    }

    /// Removes a request. Returns whether it was waiting.
    fn remove(&mut self, network: IpAddr, number: u64) -> bool {
        let Some(requests) = self.waiting.get_mut(&network) else { return false };
        let count = requests.len();
        requests.retain(|request| request.number != number);
        let removed = requests.len() < count;
        if requests.is_empty() {
            self.waiting.remove(&network);
            self.turns.retain(|turn| *turn != network);
        }
        removed
    }

    /// Admits the oldest request of the network whose turn it is. That network's next turn comes after the turns of all
    /// other networks. If no request waits, adds one to `free`, so that the next request can run without waiting.
    fn admit_next(&mut self) {
        while let Some(network) = self.turns.pop_front() {
            let Some(requests) = self.waiting.get_mut(&network) else { continue };
            let request = requests.pop_front();
            if requests.is_empty() {
                self.waiting.remove(&network);
            } else {
                self.turns.push_back(network);
            }
            if request.is_some_and(|request| request.admit.send(()).is_ok()) {
                return;
            }
        }
        self.free += 1;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.lock().admit_next();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        let mut state = self.admission.lock();
        // If this request still waits, it is only removed from the queue. Otherwise it was already refused or admitted.
        // If it was admitted, `try_recv` succeeds. But this request will not run, so the next request is admitted.
        if !state.remove(self.network, self.number) && self.admitted.try_recv().is_ok() {
            state.admit_next();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    type Entering = Pin<Box<dyn Future<Output = Result<Permit, Full>>>>;

    fn network(number: u8) -> IpAddr {
        Ipv4Addr::new(10, 0, 0, number).into()
    }

    fn enter(admission: &Arc<Admission>, from: u8) -> Entering {
        let admission = admission.clone();
        let mut entering: Entering = Box::pin(async move { admission.enter(network(from)).await });
        if let Some(result) = poll(&mut entering) {
            entering = Box::pin(std::future::ready(result));
        }
        entering
    }

    fn poll(entering: &mut Entering) -> Option<Result<Permit, Full>> {
        match entering.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => Some(result),
            Poll::Pending => None,
        }
    }

    fn admitted(entering: &mut Entering) -> Option<Permit> {
        poll(entering).map(|result| result.expect("not refused"))
    }

    #[test]
    fn networks_take_turns_and_each_network_is_served_in_order() {
        let admission = Admission::new(1);
        let first = admitted(&mut enter(&admission, 1)).expect("the queue is empty");
        let mut waiting: Vec<_> = [1, 1, 1, 2, 3, 2].map(|from| enter(&admission, from)).into();
        let mut order = Vec::new();
        drop(first);
        while order.len() < waiting.len() {
            for (index, entering) in
                waiting.iter_mut().enumerate().filter(|(index, _)| !order.contains(index)).collect::<Vec<_>>()
            {
                if let Some(permit) = admitted(entering) {
                    order.push(index);
                    drop(permit);
                    break;
                }
            }
        }
        assert_eq!(order, [0, 3, 4, 1, 5, 2]);
        assert_eq!(admission.lock().free, 1);
    }

    #[test]
    fn a_full_queue_refuses_the_network_with_the_most_requests() {
        let admission = Admission::new(1);
        let _running = admitted(&mut enter(&admission, 1)).expect("the queue is empty");
        let mut flood: Vec<_> = (0..CAPACITY).map(|_| enter(&admission, 1)).collect();
        assert_eq!(poll(&mut enter(&admission, 1)).map(|result| result.err()), Some(Some(Full)));
        let mut honest = enter(&admission, 2);
        assert!(poll(&mut honest).is_none(), "the request waits");
        assert_eq!(poll(flood.last_mut().expect("requests")).map(|result| result.err()), Some(Some(Full)));
        assert!(flood[..CAPACITY - 1].iter_mut().all(|entering| poll(entering).is_none()));
        assert_eq!(admission.lock().count(), CAPACITY);
    }

    #[test]
    fn a_request_that_is_given_up_never_runs_and_blocks_nobody() {
        let admission = Admission::new(1);
        let running = admitted(&mut enter(&admission, 1)).expect("the queue is empty");
        let (given_up, admitted_late, mut last) = (enter(&admission, 1), enter(&admission, 1), enter(&admission, 1));
        drop(given_up);
        drop(running);
        // The second request was admitted, but it is dropped before it takes its permit.
        drop(admitted_late);
        drop(admitted(&mut last).expect("its turn has come"));
        let state = admission.lock();
        assert_eq!((state.free, state.count(), state.turns.len()), (1, 0, 0));
    }
}

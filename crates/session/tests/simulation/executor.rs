//! Runs tasks on a virtual clock. The random seed decides which task is polled next. The clock advances only when no
//! task can run.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// The tab that a task belongs to. The task is dropped when the tab is closed, and does not run while the tab is
/// frozen. The tasks of the network and of the plan belong to no tab: their owner is `None`.
pub type Owner = Option<usize>;

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// A handle to the executor of a run. All clones refer to the same executor.
#[derive(Clone)]
pub struct Executor(Rc<Inner>);

struct Inner {
    rng: RefCell<fastrand::Rng>,
    tasks: RefCell<BTreeMap<u64, (Owner, Option<Task>)>>,
    timers: RefCell<BTreeMap<(u64, u64), Waker>>,
    clock: RefCell<(u64, u64)>,
    frozen: RefCell<Vec<usize>>,
    /// The id of the task that is polled now.
    running: Cell<Option<u64>>,
    ready: Arc<Mutex<Vec<u64>>>,
}

struct Ready {
    id: u64,
    queue: Arc<Mutex<Vec<u64>>>,
}

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        let mut queue = self.queue.lock().unwrap();
        if !queue.contains(&self.id) {
            queue.push(self.id);
        }
    }
}

impl Executor {
    pub fn new(seed: u64) -> Self {
        Executor(Rc::new(Inner {
            rng: RefCell::new(fastrand::Rng::with_seed(seed)),
            tasks: RefCell::default(),
            timers: RefCell::default(),
            clock: RefCell::default(),
            frozen: RefCell::default(),
            running: Cell::default(),
            ready: Arc::default(),
        }))
    }

    /// Returns the milliseconds since the run began.
    pub fn now(&self) -> u64 {
        self.0.clock.borrow().0
    }

    /// Returns a random number below `end`, or 0 if `end` is 0.
    pub fn random_below(&self, end: u64) -> u64 {
        self.0.rng.borrow_mut().u64(0..end.max(1))
    }

    /// Returns `true` with a probability of `percent` %.
    pub fn chance(&self, percent: u64) -> bool {
        self.random_below(100) < percent
    }

    pub fn spawn(&self, owner: Owner, task: impl Future<Output = ()> + 'static) {
        let id = self.unique();
        self.0.tasks.borrow_mut().insert(id, (owner, Some(Box::pin(task))));
        self.0.ready.lock().unwrap().push(id);
    }

    /// Returns the id of the task that is polled now, or `None` between two steps.
    pub fn running(&self) -> Option<u64> {
        self.0.running.get()
    }

    pub async fn sleep(&self, ms: u64) {
        let key = (self.now() + ms, self.unique());
        Sleep { executor: self.clone(), key }.await;
    }

    /// Closes a tab: drops all its tasks, and with them everything that they own, such as locks.
    pub fn kill(&self, tab: usize) {
        let ids: Vec<u64> = {
            let tasks = self.0.tasks.borrow();
            tasks.iter().filter(|(_, (owner, _))| *owner == Some(tab)).map(|(id, _)| *id).collect()
        };
        for id in ids {
            let task = self.0.tasks.borrow_mut().remove(&id);
            drop(task);
        }
        self.thaw(tab);
    }

    /// Drops all tasks and timers. The executor owns them, and they refer back to the executor. Without this call, this
    /// circle of references would keep a finished run in memory.
    pub fn release(&self) {
        let tasks = self.0.tasks.take();
        drop(tasks);
        self.0.timers.take();
    }

    pub fn freeze(&self, tab: usize) {
        self.0.frozen.borrow_mut().push(tab);
    }

    pub fn is_frozen(&self, tab: usize) -> bool {
        self.0.frozen.borrow().contains(&tab)
    }

    pub fn thaw(&self, tab: usize) {
        self.0.frozen.borrow_mut().retain(|frozen| *frozen != tab);
    }

    /// Runs the tasks. Stops when nothing is left to do, when the clock would pass `until` ms, or when `check` returns
    /// `false`. `check` runs after each step: after each poll of a task, and after each advance of the clock.
    pub fn run(&self, until: u64, mut check: impl FnMut() -> bool) {
        loop {
            match self.choose() {
                Some(id) => self.poll(id),
                None if !self.advance(until) => return,
                None => {}
            }
            if !check() {
                return;
            }
        }
    }

    /// Returns the number of tasks that belong to a tab and have not ended. Tasks of frozen tabs do not count.
    pub fn unfinished(&self) -> usize {
        let frozen = self.0.frozen.borrow();
        let tasks = self.0.tasks.borrow();
        tasks.values().filter(|(owner, _)| owner.is_some_and(|tab| !frozen.contains(&tab))).count()
    }

    fn choose(&self) -> Option<u64> {
        let mut ready = self.0.ready.lock().unwrap();
        let tasks = self.0.tasks.borrow();
        let frozen = self.0.frozen.borrow();
        ready.retain(|id| tasks.contains_key(id));
        let can_run: Vec<usize> =
            (0..ready.len()).filter(|at| tasks[&ready[*at]].0.is_none_or(|tab| !frozen.contains(&tab))).collect();
        if can_run.is_empty() {
            return None;
        }
        let chosen = can_run[self.random_below(can_run.len() as u64) as usize];
        Some(ready.swap_remove(chosen))
    }

    fn poll(&self, id: u64) {
        let Some(mut task) = self.0.tasks.borrow_mut().get_mut(&id).and_then(|(_, task)| task.take()) else {
            return;
        };
        let waker = Waker::from(Arc::new(Ready { id, queue: self.0.ready.clone() }));
        self.0.running.set(Some(id));
        let ended = task.as_mut().poll(&mut Context::from_waker(&waker)) == Poll::Ready(());
        self.0.running.set(None);
        let mut tasks = self.0.tasks.borrow_mut();
        if ended {
            tasks.remove(&id);
        } else if let Some((_, slot)) = tasks.get_mut(&id) {
            *slot = Some(task);
            return;
        }
        drop(tasks);
        // Drop the task only now, because its drop may run code that borrows the tasks again.
        drop(task);
    }

    fn advance(&self, until: u64) -> bool {
        let Some(due) = self.0.timers.borrow().keys().next().map(|(due, _)| *due) else {
            return false;
        };
        if due > until {
            return false;
        }
        let now = self.now().max(due);
        self.0.clock.borrow_mut().0 = now;
        let later = self.0.timers.borrow_mut().split_off(&(now + 1, 0));
        let due = self.0.timers.replace(later);
        due.into_values().for_each(Waker::wake);
        true
    }

    /// Returns a number that this executor has not returned before.
    pub fn unique(&self) -> u64 {
        let mut clock = self.0.clock.borrow_mut();
        clock.1 += 1;
        clock.1
    }
}

struct Sleep {
    executor: Executor,
    key: (u64, u64),
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.executor.now() >= self.key.0 {
            return Poll::Ready(());
        }
        self.executor.0.timers.borrow_mut().insert(self.key, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.executor.0.timers.borrow_mut().remove(&self.key);
    }
}

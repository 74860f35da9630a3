//! The stream of events in a run: when the pages are visible, what happens elsewhere, and how the simulated network
//! carries the streams.

use std::pin::pin;
use std::rc::Rc;

use evergreen_session::trace::StreamStep;
use evergreen_session::{Following, HttpRequest, NoResponse, Response};
use futures_channel::{mpsc, oneshot};
use futures_util::StreamExt;
use futures_util::future::{Either, select};

use super::browser::Browser;
use super::page_calls::Waiting;
use super::plan::{ACTIONS_END, Action, Kind, Plan};
use super::run::Run;
use super::server::{Mode, html};

/// The pause between two comments in a stream, in ms.
const COMMENT_PAUSE: u64 = 20_000;
/// How often the run checks what the tabs know, in ms.
const TICK: u64 = 500;

/// The streams and the visible pages of a browser. Index 0 of `followings` and of `shown_since` is the first tab.
#[derive(Default)]
pub struct Events {
    /// What the page of each tab holds while it is visible. `None` otherwise. `Waiting` tells the checker that the
    /// page may refresh, because a stream needs a valid token.
    followings: Vec<Option<(Following, Waiting)>>,
    /// The streams that the server has open.
    streams: Vec<OpenStream>,
    /// The tabs that read a stream, or wait for the response to the request for one.
    reading: Vec<usize>,
    /// The time since which each tab has been visible and running. `None` while it is not.
    pub shown_since: Vec<Option<u64>>,
}

/// A stream, as the server sees it. It ends when the sender is dropped.
struct OpenStream {
    number: u64,
    family: usize,
    /// The version of the user that the browser knows.
    user_version: u64,
    pieces: mpsc::UnboundedSender<Vec<u8>>,
}

/// Changes a plan: its server offers events, and there are more actions, such as the end of the session in another
/// browser. The plan's other random numbers do not change. A server that cannot refresh a session offers no events,
/// because a stream needs a valid token.
pub fn plan(plan: &mut Plan, fault_level: u32) {
    if plan.mode == Mode::NoRefresh {
        return;
    }
    let mut rng = fastrand::Rng::with_seed(plan.rng_seed ^ 0xe7e7);
    plan.events = true;
    plan.actions.retain(|action| action.kind != Kind::Revoke || rng.bool());
    for _ in 0..rng.usize(3..16) {
        let kind = match rng.u32(0..16) {
            0..=3 => Kind::EndElsewhere,
            4 | 5 => Kind::ChangeUser,
            6 | 7 => Kind::Hide,
            8 | 9 => Kind::Show,
            10 => Kind::Close,
            11 if fault_level >= 2 => Kind::Freeze(rng.u64(0..20_000)),
            12 if fault_level >= 2 => Kind::CutStreams,
            13 if fault_level >= 3 => Kind::Sleep(rng.u64(0..60_000)),
            _ => Kind::SignIn(0),
        };
        plan.actions.push(Action { at: rng.u64(0..ACTIONS_END), tab: rng.usize(0..plan.tabs), kind });
    }
}

impl Events {
    pub fn new(tabs: usize) -> Self {
        Events { followings: (0..tabs).map(|_| None).collect(), shown_since: vec![None; tabs], ..Events::default() }
    }
}

impl Run {
    /// Lets a tab be visible. Does nothing if the server offers no events, or if the tab is closed or frozen.
    pub(super) fn show(&self, tab: usize) {
        let shared = &self.browser.0;
        let mut events = shared.events.borrow_mut();
        let may = self.events && events.followings[tab].is_none() && !shared.executor.is_frozen(tab);
        if let Some(client) = self.clients.borrow()[tab].as_ref().filter(|_| may) {
            events.followings[tab] = Some((client.follow_events(), Waiting::of(&self.browser, tab)));
            events.shown_since[tab] = Some(shared.executor.now());
        }
    }

    /// Lets a tab be hidden.
    pub(super) fn hide(&self, tab: usize) {
        let mut events = self.browser.0.events.borrow_mut();
        let following = events.followings[tab].take();
        events.shown_since[tab] = None;
        drop(events);
        drop(following);
    }

    /// Ends the session of this browser at the server, as another browser of the user would.
    pub(super) fn end_elsewhere(&self) {
        if let Some(family) = self.family() {
            self.browser.0.server.borrow_mut().end(family);
            self.browser.tell_streams();
        }
    }

    /// Changes the user of this browser's session at the server.
    pub(super) fn change_user(&self) {
        if let Some(family) = self.family() {
            self.browser.0.server.borrow_mut().change_user(family);
            self.browser.tell_streams();
        }
    }

    /// The session to which the browser's access cookie belongs.
    fn family(&self) -> Option<usize> {
        self.browser.0.cookies.borrow().access.as_ref().map(|access| access.family)
    }

    /// Checks twice a second what the visible tabs know.
    pub(super) fn watch_events(self: &Rc<Self>) {
        if !self.events {
            return;
        }
        let (this, executor) = (self.clone(), self.browser.0.executor.clone());
        let end = self.actions_end;
        self.browser.0.executor.spawn(None, async move {
            while executor.now() < end {
                executor.sleep(TICK).await;
                this.check_events();
            }
        });
    }

    fn check_events(&self) {
        let shared = &self.browser.0;
        let clients = self.clients.borrow().clone();
        // A frozen tab may hold the lock of rule 7, for which a refresh in another tab has to wait.
        let is_frozen = |tab: usize| shared.executor.is_frozen(tab);
        let blocked = (0..clients.len()).any(|tab| is_frozen(tab) && self.browser.holds_since(tab).is_some());
        let shown_since = shared.events.borrow().shown_since.clone();
        let mut checker = shared.checker.borrow_mut();
        if blocked {
            checker.refreshes_are_blocked();
        }
        for (tab, client) in clients.iter().enumerate() {
            if let (Some(client), Some(since)) = (client, shown_since[tab]) {
                checker.check_visible_tab(tab, &client.record(), since);
            }
        }
    }
}

impl Browser {
    /// Called after each event of this tab: the page of the tab reads the record again.
    pub fn look_again(&self, tab: usize) {
        if let Some((following, _)) = &self.0.events.borrow().followings[tab] {
            following.look_again();
        }
    }

    /// Sends events to the streams whose session has ended or whose user was changed. Call this after everything that
    /// the server does.
    pub fn tell_streams(&self) {
        let shared = &self.0;
        let (server, mut checker) = (shared.server.borrow(), shared.checker.borrow_mut());
        (0..server.families()).filter(|family| !server.family_lives(*family)).for_each(|family| {
            checker.session_ended_at_server(family);
        });
        let events = &mut *shared.events.borrow_mut();
        events.streams.retain_mut(|stream| {
            // The page has closed this stream.
            if stream.pieces.is_closed() {
                return false;
            }
            let alive = server.family_lives(stream.family);
            let version = server.user_version(stream.family);
            if !alive {
                self.send_piece(stream, b"event: ended\ndata: {}\n\n");
            } else if version != stream.user_version {
                stream.user_version = version;
                self.send_piece(stream, b"event: changed\ndata: {}\n\n");
                if let [tab] = events.reading[..] {
                    checker.user_changed(tab, stream.family, version);
                }
            }
            alive
        });
    }

    /// Ends all streams without an event, as a server does that stops.
    pub fn cut_streams(&self) {
        self.0.events.borrow_mut().streams.clear();
    }

    /// Carries some bytes of a stream to the page.
    fn send_piece(&self, stream: &OpenStream, bytes: &'static [u8]) {
        let (executor, pieces) = (self.0.executor.clone(), stream.pieces.clone());
        self.0.executor.spawn(None, async move {
            executor.sleep(1 + executor.random_below(200)).await;
            // The page may have closed the stream.
            let _ = pieces.unbounded_send(bytes.to_vec());
        });
    }

    /// Sends the request of a tab for a stream, and reads the stream.
    pub async fn read_stream(
        &self,
        tab: usize,
        call: HttpRequest,
        piece: &dyn Fn(&[u8]),
    ) -> Result<Response, NoResponse> {
        let _reading = Reading::begin(self, tab);
        let (back, opened) = oneshot::channel();
        self.0.executor.spawn(None, self.clone().open_stream(back));
        let limit = pin!(self.0.executor.sleep(u64::from(call.limit)));
        let mut pieces = match select(opened, limit).await {
            Either::Left((Ok(Ok(pieces)), _)) => pieces,
            Either::Left((Ok(Err(response)), _)) => return Ok(response),
            Either::Left((Err(_), _)) => return Err(NoResponse::Unreachable),
            Either::Right(_) => return Err(NoResponse::TimedOut),
        };
        piece(&[]);
        while let Some(bytes) = pieces.next().await {
            piece(&bytes);
        }
        Ok(Response::new(200))
    }

    /// Carries the request for a stream to the server, and its response back.
    async fn open_stream(self, back: oneshot::Sender<Result<mpsc::UnboundedReceiver<Vec<u8>>, Response>>) {
        let shared = &self.0;
        let (executor, cookies) = (shared.executor.clone(), shared.cookies.borrow().clone());
        executor.sleep(1 + executor.random_below(200)).await;
        let mut dies = false;
        if executor.chance(shared.faults.get()) {
            match executor.random_below(5) {
                0 => return,
                1 => return drop(back.send(Err(html(502)))),
                2 => return drop(back.send(Err(html(200)))),
                3 => executor.sleep(1_000_000).await,
                // The connection dies later without a sign.
                _ => dies = true,
            }
        }
        if back.is_canceled() {
            return;
        }
        let answer = shared.server.borrow().open_stream(&cookies, executor.now());
        let answer = answer.map(|(family, user_version)| {
            let (pieces, read) = mpsc::unbounded();
            let number = executor.unique();
            if dies {
                // As long as the sender is kept, the page does not learn that the stream is over.
                let keep = self.clone();
                executor.spawn(None, async move {
                    keep.0.executor.sleep(10_000_000).await;
                    drop(pieces);
                });
            } else {
                shared.events.borrow_mut().streams.push(OpenStream { number, family, user_version, pieces });
                self.comment(number);
            }
            read
        });
        executor.sleep(1 + executor.random_below(200)).await;
        let _ = back.send(answer);
    }

    /// Sends comments until the stream is over.
    fn comment(&self, number: u64) {
        let browser = self.clone();
        self.0.executor.spawn(None, async move {
            loop {
                browser.0.executor.sleep(COMMENT_PAUSE).await;
                let events = browser.0.events.borrow();
                match events.streams.iter().find(|stream| stream.number == number) {
                    Some(stream) if !stream.pieces.is_closed() => browser.send_piece(stream, b":\n\n"),
                    _ => return,
                }
            }
        });
    }

    /// Called when the trace of a tab reports what happens to the stream.
    pub fn stream_traced(&self, tab: usize, step: StreamStep) {
        let what = match step {
            StreamStep::Waits => "a tab that waits for the stream",
            StreamStep::Open => "an open stream",
            StreamStep::Closed => "a closed stream",
            StreamStep::Heard(_) => "an event of the server",
        };
        let mut checker = self.0.checker.borrow_mut();
        checker.note(format!("tab {tab}: {step:?}"));
        checker.reach(what);
    }
}

/// A tab that reads a stream. While this value exists, it is counted in `reading`.
struct Reading(Browser, usize);

impl Reading {
    fn begin(browser: &Browser, tab: usize) -> Self {
        let reading = &mut browser.0.events.borrow_mut().reading;
        if !reading.is_empty() && browser.0.locks.is_some() {
            browser.0.checker.borrow_mut().fail(format!("tab {tab} opens a stream, but tabs {reading:?} have one"));
        }
        reading.push(tab);
        Reading(browser.clone(), tab)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        let reading = &mut self.0.0.events.borrow_mut().reading;
        let at = reading.iter().position(|tab| *tab == self.1);
        at.map(|at| reading.swap_remove(at));
    }
}

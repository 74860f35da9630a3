//! A call that a page makes by being there: what the page is given of it, drawing by drawing.

use evergreen::protocol::Tutorial;
use std::cell::RefCell;
use std::future::Future;

use evergreen::components::board::Board;
use evergreen::routes::Route;
use evergreen::session::State;
use evergreen_session::{
    Audience, Bus, Error, Event, Request, SessionProvider, Stage, Transient, UseRequestHandle, use_request,
};
use futures_channel::oneshot::{self, Sender};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::{Callback, Html, Properties, component, html};

use crate::scene::{EXPIRED, NOWHERE, OUT, keep, user};
use crate::server::Server;
use crate::stage::{Mounted, mount, pause, until};

type Response = Result<&'static str, Error>;

/// One drawing of the page: what it asks for, and what it was given.
#[derive(Clone, Debug, PartialEq)]
struct Drawing {
    request: Request,
    stage: Stage<()>,
    data: Option<&'static str>,
}

#[derive(Default)]
struct Notes {
    /// The calls that were made, and where their answers are awaited.
    calls: Vec<(Request, Option<Sender<Response>>)>,
    drawings: Vec<Drawing>,
    reload: Callback<()>,
}

thread_local!(static NOTES: RefCell<Notes> = RefCell::default());

fn notes<T>(look: impl FnOnce(&mut Notes) -> T) -> T {
    NOTES.with_borrow_mut(look)
}

#[derive(Clone, PartialEq, Properties)]
struct PageProps {
    bus: Bus,
    request: Request,
    #[prop_or(Audience::User)]
    audience: Audience,
    /// A board in place of the probe.
    #[prop_or_default]
    board: Option<Route>,
}

#[component]
fn Page(props: &PageProps) -> Html {
    let PageProps { bus, request, audience, board } = props.clone();
    html! {
            <SessionProvider<Tutorial> base={NOWHERE} {bus}>
                if let Some(route) = board {
                    <Board {route} {request} {audience} />
                } else {
                    <Probe {request} {audience} />
                }
            </SessionProvider<Tutorial>>
    }
}

#[derive(PartialEq, Properties)]
struct ProbeProps {
    request: Request,
    audience: Audience,
}

#[component]
fn Probe(props: &ProbeProps) -> Html {
    let UseRequestHandle { stage, data, reload } =
        use_request::<Tutorial, _, _, _>(props.request.clone(), props.audience, |_, request| ask(request));
    notes(|notes| {
        notes.reload = reload;
        notes.drawings.push(Drawing { request: props.request.clone(), stage, data });
    });
    html! {}
}

fn ask(request: Request) -> impl Future<Output = Response> {
    let (sender, answer) = oneshot::channel();
    notes(|notes| notes.calls.push((request, Some(sender))));
    async { answer.await.unwrap_or(Err(Error::Transient(Transient::Unreachable))) }
}

/// A page with a probe, and what another tab may do.
struct Probed {
    bus: Bus,
    page: Mounted<Page>,
}

fn probe(state: State, request: &Request) -> Probed {
    notes(|notes| *notes = Notes::default());
    keep(state);
    let bus = Bus::in_page();
    let page = mount(PageProps { bus: bus.clone(), request: request.clone(), audience: Audience::User, board: None });
    Probed { bus, page }
}

impl Probed {
    fn asks(&mut self, request: &Request) {
        let (bus, request) = (self.bus.clone(), request.clone());
        self.page.update(PageProps { bus, request, audience: Audience::User, board: None });
    }

    fn becomes(&self, state: State) {
        keep(state);
        self.bus.publish(Event::Changed);
    }

    /// Waits for call number `n`, and answers it.
    async fn answer(&self, n: usize, answer: Response) {
        assert!(until(|| notes(|notes| notes.calls.len() == n)).await, "{} calls", notes(|notes| notes.calls.len()));
        let sender = notes(|notes| notes.calls[n - 1].1.take()).expect("no answer yet");
        let _ = sender.send(answer);
    }

    async fn is_given(&self, last: Option<&'static str>) {
        let given = || notes(|notes| notes.drawings.last().cloned());
        assert!(until(|| given().is_some_and(|drawing| drawing.data == last)).await, "{last:?}, but {:?}", given());
    }

    async fn fails(&self, error: &Error) {
        let failed = |drawing: &Drawing| matches!(&drawing.stage, Stage::Failed(found, _) if found == error);
        assert!(until(|| notes(|notes| notes.drawings.last().is_some_and(failed))).await);
    }
}

fn drawings() -> Vec<Drawing> {
    notes(|notes| notes.drawings.clone())
}

fn reload() {
    notes(|notes| notes.reload.clone()).emit(());
}

#[wasm_bindgen_test]
async fn another_request_is_given_nothing_of_the_one_before() {
    let (first, second) = (Request::get("/first"), Request::get("/second"));
    let mut page = probe(user(1, "amy", &[]), &first);
    page.answer(1, Ok("first")).await;
    page.is_given(Some("first")).await;
    page.asks(&second);
    page.answer(2, Err(Error::Transient(Transient::Offline))).await;
    page.fails(&Error::Transient(Transient::Offline)).await;
    for drawing in drawings().into_iter().filter(|drawing| drawing.request == second) {
        assert!(drawing.data.is_none() && drawing.stage != Stage::Ready(()), "{drawing:?}");
    }
}

#[wasm_bindgen_test]
async fn another_user_is_given_nothing_of_the_one_before() {
    let request = Request::get("/own");
    let page = probe(user(1, "amy", &[]), &request);
    page.answer(1, Ok("amy's")).await;
    page.is_given(Some("amy's")).await;
    page.becomes(EXPIRED);
    pause(100).await;
    page.is_given(Some("amy's")).await;
    // The same user, in another session.
    page.becomes(user(1, "amy", &[]));
    page.answer(2, Err(Error::SessionChanged)).await;
    pause(100).await;
    page.is_given(Some("amy's")).await;

    let before = drawings().len();
    page.becomes(user(2, "bob", &[]));
    page.answer(3, Ok("bob's")).await;
    page.is_given(Some("bob's")).await;
    page.becomes(OUT);
    page.is_given(None).await;
    let after = drawings().split_off(before);
    assert!(!format!("{after:?}").contains("amy"), "{after:?}");
}

#[wasm_bindgen_test]
async fn a_failure_keeps_the_answer_only_where_it_can_be_retried() {
    let request = Request::get("/own");
    let page = probe(user(1, "amy", &[]), &request);
    page.answer(1, Ok("text")).await;
    for (call, error, last) in [
        (2, Error::Transient(Transient::TimedOut), Some("text")),
        (3, Error::Forbidden { message: None, permitted: true }, None),
    ] {
        page.is_given(Some("text")).await;
        reload();
        page.answer(call, Err(error.clone())).await;
        page.fails(&error).await;
        page.is_given(last).await;
    }
}

#[wasm_bindgen_test]
async fn each_wish_for_another_answer_is_a_call() {
    let page = probe(user(1, "amy", &[]), &Request::get("/own"));
    page.answer(1, Ok("text 1")).await;
    for (call, text) in [(2, "text 2"), (3, "text 3"), (4, "text 4")] {
        reload();
        page.answer(call, Ok(text)).await;
        page.is_given(Some(text)).await;
    }
}

#[wasm_bindgen_test]
async fn a_board_shows_nothing_of_another_board() {
    let server = Server::start();
    server.says(200, "The users’ text.");
    keep(user(1, "amy", &[]));
    let props = PageProps {
        bus: Bus::in_page(),
        request: Request::get("/test/user"),
        audience: Audience::User,
        board: Some(Route::User),
    };
    let mut page = mount::<Page>(props.clone());
    let shown = |page: &Mounted<Page>| page.place.text_content().unwrap_or_default();
    assert!(until(|| shown(&page).contains("The users’ text.")).await);
    server.waits();
    page.update(PageProps { request: Request::get("/test/mod"), board: Some(Route::Moderator), ..props });
    assert!(until(|| shown(&page).contains("Moderator board")).await);
    assert!(!shown(&page).contains("The users’ text."), "{}", shown(&page));
    // What can be retried keeps this board's own text alone.
    server.says(500, "");
    assert!(until(|| shown(&page).contains("Try again")).await);
    assert!(!shown(&page).contains("The users’ text."), "{}", shown(&page));
}

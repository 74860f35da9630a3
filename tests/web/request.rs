//! Tests the hook `use_request`: which requests it sends, and which data it returns to a page in each render.

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

use crate::fake_server::FakeServer;
use crate::test_app::{EXPIRED, SIGNED_OUT, UNREACHABLE_API, save_record, user};
use crate::test_page::{Mounted, mount, pause, until};

type Response = Result<&'static str, Error>;

/// One render of the `Probe`, a component that uses the hook: the request, and what the hook returned.
#[derive(Clone, Debug, PartialEq)]
struct Render {
    request: Request,
    stage: Stage<()>,
    data: Option<&'static str>,
}

#[derive(Default)]
struct Recording {
    /// The requests that were sent, each with the channel for its response. The channel is `None` after the response.
    requests: Vec<(Request, Option<Sender<Response>>)>,
    renders: Vec<Render>,
    reload: Callback<()>,
}

thread_local!(static RECORDING: RefCell<Recording> = RefCell::default());

fn recording<T>(access: impl FnOnce(&mut Recording) -> T) -> T {
    RECORDING.with_borrow_mut(access)
}

#[derive(Clone, PartialEq, Properties)]
struct PageProps {
    bus: Bus,
    request: Request,
    #[prop_or(Audience::User)]
    audience: Audience,
    /// The route of a board. A board is a page that shows a text from the server. If the route is set, the board is
    /// shown instead of the `Probe`.
    #[prop_or_default]
    board: Option<Route>,
}

#[component]
fn Page(props: &PageProps) -> Html {
    let PageProps { bus, request, audience, board } = props.clone();
    html! {
            <SessionProvider<Tutorial> base={UNREACHABLE_API} {bus}>
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
        use_request::<Tutorial, _, _, _>(props.request.clone(), props.audience, |_, request| send(request));
    recording(|recording| {
        recording.reload = reload;
        recording.renders.push(Render { request: props.request.clone(), stage, data });
    });
    html! {}
}

fn send(request: Request) -> impl Future<Output = Response> {
    let (sender, response) = oneshot::channel();
    recording(|recording| recording.requests.push((request, Some(sender))));
    async { response.await.unwrap_or(Err(Error::Transient(Transient::Unreachable))) }
}

/// A page with a `Probe`, which is a component that uses the hook and records what the hook returns.
struct ProbePage {
    bus: Bus,
    page: Mounted<Page>,
}

fn probe(state: State, request: &Request) -> ProbePage {
    recording(|recording| *recording = Recording::default());
    save_record(state);
    let bus = Bus::in_page();
    let page = mount(PageProps { bus: bus.clone(), request: request.clone(), audience: Audience::User, board: None });
    ProbePage { bus, page }
}

impl ProbePage {
    fn set_request(&mut self, request: &Request) {
        let (bus, request) = (self.bus.clone(), request.clone());
        self.page.update(PageProps { bus, request, audience: Audience::User, board: None });
    }

    fn set_record(&self, state: State) {
        save_record(state);
        self.bus.publish(Event::Changed);
    }

    /// Waits until exactly `n` requests were sent, and responds to the last of them.
    async fn respond(&self, n: usize, response: Response) {
        let count = || recording(|recording| recording.requests.len());
        assert!(until(|| count() == n).await, "{} requests", count());
        let sender = recording(|recording| recording.requests[n - 1].1.take()).expect("no response yet");
        let _ = sender.send(response);
    }

    async fn gets_data(&self, data: Option<&'static str>) {
        let last = || recording(|recording| recording.renders.last().cloned());
        assert!(until(|| last().is_some_and(|render| render.data == data)).await, "{data:?}, but {:?}", last());
    }

    async fn fails(&self, error: &Error) {
        let failed = |render: &Render| matches!(&render.stage, Stage::Failed(found, _) if found == error);
        assert!(until(|| recording(|recording| recording.renders.last().is_some_and(failed))).await);
    }
}

fn renders() -> Vec<Render> {
    recording(|recording| recording.renders.clone())
}

fn reload() {
    recording(|recording| recording.reload.clone()).emit(());
}

#[wasm_bindgen_test]
async fn another_request_never_gets_data_of_the_last_one() {
    let (first, second) = (Request::get("/first"), Request::get("/second"));
    let mut page = probe(user(1, "amy", &[]), &first);
    page.respond(1, Ok("first")).await;
    page.gets_data(Some("first")).await;
    page.set_request(&second);
    page.respond(2, Err(Error::Transient(Transient::Offline))).await;
    page.fails(&Error::Transient(Transient::Offline)).await;
    for render in renders().into_iter().filter(|render| render.request == second) {
        assert!(render.data.is_none() && render.stage != Stage::Ready(()), "{render:?}");
    }
}

#[wasm_bindgen_test]
async fn another_user_never_gets_data_of_the_last_one() {
    let request = Request::get("/own");
    let page = probe(user(1, "amy", &[]), &request);
    page.respond(1, Ok("amy's")).await;
    page.gets_data(Some("amy's")).await;
    page.set_record(EXPIRED);
    pause(100).await;
    page.gets_data(Some("amy's")).await;
    // The same user signs in again, which begins another session. The data of this user stays on the page.
    page.set_record(user(1, "amy", &[]));
    page.respond(2, Err(Error::SessionChanged)).await;
    pause(100).await;
    page.gets_data(Some("amy's")).await;

    let before = renders().len();
    page.set_record(user(2, "bob", &[]));
    page.respond(3, Ok("bob's")).await;
    page.gets_data(Some("bob's")).await;
    page.set_record(SIGNED_OUT);
    page.gets_data(None).await;
    let after = renders().split_off(before);
    assert!(!format!("{after:?}").contains("amy"), "{after:?}");
}

#[wasm_bindgen_test]
async fn a_failure_keeps_the_data_only_if_it_can_be_retried() {
    let request = Request::get("/own");
    let page = probe(user(1, "amy", &[]), &request);
    page.respond(1, Ok("text")).await;
    for (n, error, data) in [
        (2, Error::Transient(Transient::TimedOut), Some("text")),
        (3, Error::Forbidden { message: None, permitted: true }, None),
    ] {
        page.gets_data(Some("text")).await;
        reload();
        page.respond(n, Err(error.clone())).await;
        page.fails(&error).await;
        page.gets_data(data).await;
    }
}

#[wasm_bindgen_test]
async fn each_reload_sends_a_request() {
    let page = probe(user(1, "amy", &[]), &Request::get("/own"));
    page.respond(1, Ok("text 1")).await;
    for (n, text) in [(2, "text 2"), (3, "text 3"), (4, "text 4")] {
        reload();
        page.respond(n, Ok(text)).await;
        page.gets_data(Some(text)).await;
    }
}

#[wasm_bindgen_test]
async fn a_board_never_shows_the_text_of_another_board() {
    let server = FakeServer::start();
    server.respond_with(200, "The users’ text.");
    save_record(user(1, "amy", &[]));
    let props = PageProps {
        bus: Bus::in_page(),
        request: Request::get("/test/user"),
        audience: Audience::User,
        board: Some(Route::User),
    };
    let mut page = mount::<Page>(props.clone());
    let shown = |page: &Mounted<Page>| page.root.text_content().unwrap_or_default();
    assert!(until(|| shown(&page).contains("The users’ text.")).await);
    server.stop_responding();
    page.update(PageProps { request: Request::get("/test/mod"), board: Some(Route::Moderator), ..props });
    assert!(until(|| shown(&page).contains("Moderator board")).await);
    assert!(!shown(&page).contains("The users’ text."), "{}", shown(&page));
    // After a failure, a page may keep showing its own old text, but never the text of another page.
    server.respond_with(500, "");
    assert!(until(|| shown(&page).contains("Try again")).await);
    assert!(!shown(&page).contains("The users’ text."), "{}", shown(&page));
}

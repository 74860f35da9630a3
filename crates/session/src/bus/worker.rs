//! The worker's side of the bus: the worker sends each publication that it receives to all bridges, which are its
//! connections to the page.

use serde::{Deserialize, Serialize};
use yew_agent::Registrable;
use yew_agent::worker::{HandlerId, Worker, WorkerScope};

use super::codec::Bytes;
use crate::event::Event;

/// A message from the page to the worker: an event that the worker has to echo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Publication {
    /// The number by which the page recognizes the echo.
    pub number: u32,
    pub event: Event,
}

/// A message from the worker to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum WorkerMessage {
    /// The worker runs. The worker sends this message to each bridge as soon as the bridge is connected. So the page
    /// learns that the worker has started even if there is no event yet.
    Ready,
    /// The echo of a publication.
    Echo(Publication),
}

/// The worker, with all bridges that are connected to it.
pub(super) struct Fanout {
    bridges: Vec<HandlerId>,
}

impl Worker for Fanout {
    type Message = ();
    type Input = Publication;
    type Output = WorkerMessage;

    fn create(_scope: &WorkerScope<Self>) -> Self {
        Fanout { bridges: Vec::new() }
    }

    fn update(&mut self, _scope: &WorkerScope<Self>, _message: ()) {}

    fn connected(&mut self, scope: &WorkerScope<Self>, bridge: HandlerId) {
        self.bridges.push(bridge);
        scope.respond(bridge, WorkerMessage::Ready);
    }

    fn received(&mut self, scope: &WorkerScope<Self>, publication: Publication, _from: HandlerId) {
        for bridge in &self.bridges {
            scope.respond(*bridge, WorkerMessage::Echo(publication));
        }
    }

    fn disconnected(&mut self, _scope: &WorkerScope<Self>, bridge: HandlerId) {
        self.bridges.retain(|known| *known != bridge);
    }
}

/// Runs the worker's side of the bus. In the worker, the program calls this function instead of rendering the app.
pub fn run() {
    Fanout::registrar().encoding::<Bytes>().register();
}

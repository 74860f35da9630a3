//! The worker's side of the bus: whatever one bridge says, every bridge hears.
//! It must not know what an event means, and keeps none.

use serde::{Deserialize, Serialize};
use yew_agent::Registrable;
use yew_agent::worker::{HandlerId, Worker, WorkerScope};

use super::codec::Bytes;
use crate::event::Event;

/// What a page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Publication {
    /// By which the page knows its own publication again.
    pub number: u32,
    pub event: Event,
}

/// What the worker says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Word {
    /// It runs: nothing else would tell, since a worker that failed to load is silent.
    Ready,
    /// Somebody published this.
    Heard(Publication),
}

/// The worker: it remembers who is connected.
pub(super) struct Fanout {
    bridges: Vec<HandlerId>,
}

impl Worker for Fanout {
    type Message = ();
    type Input = Publication;
    type Output = Word;

    fn create(_scope: &WorkerScope<Self>) -> Self {
        Fanout { bridges: Vec::new() }
    }

    fn update(&mut self, _scope: &WorkerScope<Self>, _message: ()) {}

    fn connected(&mut self, scope: &WorkerScope<Self>, bridge: HandlerId) {
        self.bridges.push(bridge);
        scope.respond(bridge, Word::Ready);
    }

    fn received(&mut self, scope: &WorkerScope<Self>, publication: Publication, _from: HandlerId) {
        for bridge in &self.bridges {
            scope.respond(*bridge, Word::Heard(publication));
        }
    }

    fn disconnected(&mut self, _scope: &WorkerScope<Self>, bridge: HandlerId) {
        self.bridges.retain(|known| *known != bridge);
    }
}

/// Makes this worker the bus. To be called in a worker only.
pub fn run() {
    Fanout::registrar().encoding::<Bytes>().register();
}

//! Local storage as tabs see it: their own writes at once, others' after a while, never backwards.
//! It must not know what a record means.

use crate::protocol::Record;

/// One key, as written and as each tab sees it.
pub struct Storage {
    written: (u64, Record),
    views: Vec<(u64, Record)>,
}

impl Storage {
    pub fn new(tabs: usize, record: Record) -> Self {
        Storage { written: (0, record.clone()), views: vec![(0, record); tabs] }
    }

    pub fn view(&self, tab: usize) -> Record {
        self.views[tab].1.clone()
    }

    /// The last write, whoever has seen it.
    pub fn written(&self) -> &Record {
        &self.written.1
    }

    /// A tab writes, or somebody by hand; the version that others are to be shown.
    pub fn write(&mut self, tab: Option<usize>, record: &Record) -> u64 {
        self.written = (self.written.0 + 1, record.clone());
        if let Some(tab) = tab {
            self.views[tab] = self.written.clone();
        }
        self.written.0
    }

    /// A tab that opens sees what is there.
    pub fn open(&mut self, tab: usize) {
        self.views[tab] = self.written.clone();
    }

    /// A write arrives at another tab; whether it saw anything new.
    pub fn arrive(&mut self, tab: usize, version: u64, record: &Record) -> bool {
        let new = version > self.views[tab].0;
        if new {
            self.views[tab] = (version, record.clone());
        }
        new
    }
}

//! Simulated local storage. A tab sees its own writes at once and those of other tabs later, but never an older value after a
//! newer one.

use crate::protocol::Record;

/// The value of one key, as it was written last and as each tab sees it.
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

    /// Returns the value that was written last, even if not every tab has seen it yet.
    pub fn written(&self) -> &Record {
        &self.written.1
    }

    /// Writes the record. `tab` is the tab that writes, or `None` if the user cleared the storage. Returns the version
    /// of the write.
    pub fn write(&mut self, tab: Option<usize>, record: &Record) -> u64 {
        self.written = (self.written.0 + 1, record.clone());
        if let Some(tab) = tab {
            self.views[tab] = self.written.clone();
        }
        self.written.0
    }

    /// Opens a tab. It sees the last write.
    pub fn open(&mut self, tab: usize) {
        self.views[tab] = self.written.clone();
    }

    /// Delivers a write to another tab. Returns whether it was newer than what the tab had seen.
    pub fn deliver(&mut self, tab: usize, version: u64, record: &Record) -> bool {
        let new = version > self.views[tab].0;
        if new {
            self.views[tab] = (version, record.clone());
        }
        new
    }
}

//! Simulated local storage. A tab sees its own writes at once, and the writes of other tabs with or without a delay. A
//! tab never sees an older value after a newer one.

/// One value in the storage. `written` is the value after the last write. `views` has, for each tab, the value that the
/// tab sees. The number beside each value is its version. The first version is 0, and each write adds 1.
pub struct Storage<T> {
    written: (u64, T),
    views: Vec<(u64, T)>,
}

impl<T: Clone> Storage<T> {
    pub fn new(tabs: usize, value: T) -> Self {
        Storage { written: (0, value.clone()), views: vec![(0, value); tabs] }
    }

    pub fn view(&self, tab: usize) -> T {
        self.views[tab].1.clone()
    }

    /// Returns the value that was written last, even if not every tab has seen it yet.
    pub fn written(&self) -> &T {
        &self.written.1
    }

    /// Writes the value. `tab` is the tab that writes, or `None` if the user cleared the storage. Returns the version
    /// of the write.
    pub fn write(&mut self, tab: Option<usize>, value: &T) -> u64 {
        self.written = (self.written.0 + 1, value.clone());
        if let Some(tab) = tab {
            self.views[tab] = self.written.clone();
        }
        self.written.0
    }

    /// Lets a newly opened tab see the last write.
    pub fn open(&mut self, tab: usize) {
        self.views[tab] = self.written.clone();
    }

    /// Lets `tab` see a write, and returns `true`. If the tab has already seen this write or a later one, does nothing
    /// and returns `false`.
    pub fn deliver(&mut self, tab: usize, version: u64, value: &T) -> bool {
        let new = version > self.views[tab].0;
        if new {
            self.views[tab] = (version, value.clone());
        }
        new
    }
}

//! The two locations at which the tests serve a release.

/// The path at which the app is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// The app is served at `/`.
    Root,
    /// The app is served at `/portal/`.
    Portal,
}

impl Location {
    /// Returns the path of the app, which begins and ends with a slash.
    pub fn path(self) -> &'static str {
        match self {
            Self::Root => "/",
            Self::Portal => "/portal/",
        }
    }

    /// Returns the path of a file or page of the app: the path of the app, followed by `name`.
    pub fn of(self, name: &str) -> String {
        format!("{}{name}", self.path())
    }
}

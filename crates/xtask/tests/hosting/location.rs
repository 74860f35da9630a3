//! The two locations for which the README has configurations.

/// The path at which the app is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// At `/`.
    Root,
    /// Below `/portal/`.
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

    /// Returns the folder below `/srv/` from which the README's configuration serves the release.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Root => "evergreen",
            Self::Portal => "www/portal",
        }
    }
}

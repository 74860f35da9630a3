//! The two places for which the README has configurations.

/// Where the app is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At `/`.
    Root,
    /// Below `/portal/`.
    Portal,
}

impl Place {
    /// The path of the app.
    pub fn path(self) -> &'static str {
        match self {
            Self::Root => "/",
            Self::Portal => "/portal/",
        }
    }

    /// The path at which something of the app is found.
    pub fn of(self, name: &str) -> String {
        format!("{}{name}", self.path())
    }

    /// The folder that the README's configuration takes the release from, below `/srv/`.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Root => "evergreen",
            Self::Portal => "www/portal",
        }
    }
}

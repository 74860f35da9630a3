//! The link to a page in the navigation bar.

/// The place of a link in the navigation bar, and its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Among the pages, with this label, for everybody who may see the page.
    Page(&'static str),
    /// Beside the pages, with this label, while nobody is signed in.
    SignedOut(&'static str),
    /// Beside the pages, with the name of the signed-in user as its label.
    Username,
}

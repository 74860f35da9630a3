//! A link in the navigation bar.

/// The place of a link in the navigation bar, and its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Among the links to pages, with this label. The link is shown only to people who may see its page.
    Page(&'static str),
    /// At the end of the bar, with this label. The link is shown while nobody is signed in.
    SignedOut(&'static str),
    /// At the end of the bar, with the name of the signed-in user as its label.
    Username,
}

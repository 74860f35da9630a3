//! The link to a page in the navigation bar.

/// The place of a link in the navigation bar, and its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Among the pages, with this label. Only people who may see the page see the link.
    Page(&'static str),
    /// At the end, with this label, while nobody is signed in.
    SignedOut(&'static str),
    /// At the end, with the name of the signed-in user as its label.
    Username,
}

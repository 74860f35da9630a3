//! A link in the navigation bar.

/// The place of a link in the navigation bar, and its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The link is among the links to pages, and has this label. It is shown only to people who may see its page.
    Page(&'static str),
    /// The link is at the end of the bar, and has this label. It is shown while nobody is signed in.
    SignedOut(&'static str),
    /// The link is at the end of the bar, and its label is the name of the signed-in user. It is shown while a user is
    /// signed in.
    Username,
}

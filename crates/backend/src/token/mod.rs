//! The two kinds of token and the key that signs both.
//! It must not know of HTTP or of the database: whether a well-made token is still welcome is decided there.

mod access;
mod hs256;
mod key;
mod refresh;

pub(crate) use access::Access;
pub(crate) use key::Key;
pub(crate) use refresh::Refresh;

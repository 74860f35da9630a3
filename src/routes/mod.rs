//! The app's addresses: the type [`Route`], made from the table of pages in `page_table.rs`.

mod access;
mod define;
mod link;
// The macro `define_routes` names this module at each place where the macro is used.
pub(crate) mod pattern;

pub use access::Access;
pub use link::Link;

use crate::page_table::page_table;
#[allow(unused_imports, reason = "an app may have no page that needs a role")]
use crate::role::Role;
use crate::texts::titles;

page_table!(define_routes);

pub(crate) use define::define_routes;

#[cfg(test)]
mod tests;

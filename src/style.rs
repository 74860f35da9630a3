//! The function for the style sheets of components. The sheets are written with `stylist`, and use the custom
//! properties of `static/base.css`.

pub use evergreen_markup::style::class;

//! Style sheets of components: written with `stylist`, based on the custom properties of `static/base.css`.

pub use evergreen_markup::style::class;

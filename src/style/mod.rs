//! The style of components: `stylist` sheets that use the custom properties of `static/base.css`.

pub use evergreen_markup::style::class;

//! How components are styled: `stylist` sheets, mounted without inline style, on the variables of `static/base.css`.
//! It must not know what any component looks like.

mod mount;

pub use mount::class;

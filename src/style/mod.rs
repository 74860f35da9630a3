//! Style sheets of components: written with `stylist`, based on the custom properties of `static/base.css`.

mod mount;

pub use mount::class;
